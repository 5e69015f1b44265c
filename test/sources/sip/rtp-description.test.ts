import { afterEach, describe, expect, it } from 'vitest';
import { MediaLeg } from '../../../src/sources/sip/media-leg.js';
import { RtpDescription } from '../../../src/sources/sip/rtp-description.js';

const theirs = (direction: string) =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    'm=audio 20000 RTP/AVP 0',
    `a=${direction}`,
    '',
  ].join('\r\n');

const legs: MediaLeg[] = [];
afterEach(async () => {
  for (const leg of legs.splice(0)) await leg.close();
});

/** A description at work, and whether its leg has said that the other end is silent. @param now clock of the call, ms */
function description(now: () => number = () => 0): {
  description: RtpDescription;
  leg: MediaLeg;
  silent: () => boolean;
} {
  let silent = false;
  const leg = new MediaLeg({
    host: '127.0.0.1',
    ports: [0, 0],
    party: 'mixed',
    now,
    onFrames: () => {},
    onDigit: () => {},
    silentMs: 1000,
    onSilent: () => {
      silent = true;
    },
  });
  legs.push(leg);
  return { description: new RtpDescription(leg, '127.0.0.1'), leg, silent: () => silent };
}

const directionIn = (body: string) => /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(body)?.[1];

describe('offer and answer', () => {
  it('hold is answered as hold; where the offer is left to us, we are ready to hear again', async () => {
    const { description: ours } = description();
    await ours.setDescription(theirs('sendrecv'));
    expect(directionIn((await ours.getDescription()).body)).toBe('recvonly');
    await ours.setDescription(theirs('inactive'));
    expect(directionIn((await ours.getDescription()).body)).toBe('inactive');
    // A re-INVITE without a description, answered in its ACK; then they offer again.
    expect(directionIn((await ours.getDescription()).body)).toBe('recvonly');
    await ours.setDescription(theirs('sendonly'));
    await ours.setDescription(theirs('inactive'));
    expect(directionIn((await ours.getDescription()).body)).toBe('inactive');
  });

  it('keeps the port and the name of the session, and counts its versions', async () => {
    const { description: ours, leg } = description();
    const bodies: string[] = [];
    for (const direction of ['sendrecv', 'sendonly']) {
      await ours.setDescription(theirs(direction));
      bodies.push((await ours.getDescription()).body);
    }
    const port = await leg.open();
    const heads = bodies.map((body) =>
      /^o=callwarden (\d+) (\d+) .*[\s\S]*^m=audio (\d+) /m.exec(body)?.slice(1),
    );
    expect(heads.map((head) => head?.slice(1))).toEqual([
      ['1', String(port)],
      ['2', String(port)],
    ]);
    expect(heads[0]?.[0]).toBe(heads[1]?.[0]);
  });

  it('takes silence after an answer for a dead call soon, but hold only much later', async () => {
    let nowMs = 0;
    const [answered, copied, held] = [0, 1, 2].map(() => description(() => nowMs));
    if (!answered || !copied || !held) throw new Error('three were made');
    await answered.description.getDescription();
    await answered.description.setDescription(theirs('sendonly'));
    // The copy of a party's audio is offered so from the start: it talks, and is not on hold.
    await copied.description.setDescription(theirs('sendonly'));
    await copied.description.getDescription();
    await held.description.setDescription(theirs('sendrecv'));
    await held.description.getDescription();
    await held.description.setDescription(theirs('sendonly'));
    await held.description.getDescription();
    nowMs = 2000;
    await expect.poll(answered.silent).toBe(true);
    await expect.poll(copied.silent).toBe(true);
    expect(held.silent()).toBe(false);
    nowMs = 12_000;
    await expect.poll(held.silent).toBe(true);
  });

  it('goes on after a description that is not taken', async () => {
    const { description: ours } = description();
    await expect(ours.setDescription('hello')).rejects.toMatchObject({ code: 'CW_SIP_MEDIA' });
    await ours.setDescription(theirs('sendrecv'));
    expect(directionIn((await ours.getDescription()).body)).toBe('recvonly');
  });
});
