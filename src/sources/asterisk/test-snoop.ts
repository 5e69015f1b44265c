import type { Frame } from '../../audio/frame.js';
import { peakDbfs } from '../../audio/level.js';
import type { AsteriskLine } from '../../config/asterisk-line.js';
import { pause } from '../backoff.js';
import { mediaPortRange } from '../media-ports.js';
import { AriClient } from './ari-client.js';
import { AriEvents } from './ari-events.js';
import { AriChannel } from './ari-types.js';
import type { MediaKind } from './media/media-port.js';
import { chooseMedia, openMedia } from './media/open-media.js';
import type { Pbx } from './pbx.js';
import { consentBeep } from './sounds.js';
import { StasisArrivals } from './stasis-arrivals.js';
import { lookAround, sweep } from './sweep.js';
import { attachTap } from './tap.js';
import { TapNames } from './tap-names.js';

export interface TestSnoop {
  readonly media: MediaKind;
  /** The beep that was sent into the PBX was heard back through the tap. */
  readonly heard: boolean;
  /** From asking for the tap to having it, ms. */
  readonly attachMs: number;
}

/** What the test puts on the PBX ends by itself after this, should it be cut short, min. */
const LONGEST_MIN = 1;

/** The beep is sent so often: the first ones may come before the tap has settled. */
const BEEPS = 5;

/** What is left of a beep at -23 dBFS after a telephone codec is far above this, dBFS. */
const HEARD_DBFS = -40;

/**
 * Puts a tap on a channel of our own making, sends a beep into that channel and listens for it: the whole way that the
 * audio of a call takes, without a call. Leaves nothing behind.
 * @throws CallwardenError what `PbxConnection.open` and `attachTap` throw
 */
export async function testSnoop(wanted: AsteriskLine, signal: AbortSignal): Promise<TestSnoop> {
  // An application of its own: a Callwarden that is at work keeps its name.
  const line = { ...wanted, app: `${wanted.app}-doctor`, maxCallMinutes: LONGEST_MIN };
  const ari = new AriClient(line);
  const media = await chooseMedia(ari, line.media, signal);
  await using events = await AriEvents.open(ari, line.app, signal);
  const arrivals = new StasisArrivals();
  const following = follow(events, arrivals);
  const host = line.mediaHost ?? events.localAddress;
  const pbx: Pbx = { line, ari, names: new TapNames(line.app), arrivals, held: new Set(), media, host };

  // What a test that was cut short left behind.
  await sweep(pbx, await lookAround(pbx, signal), pbx.held, signal);
  const subject = pbx.names.fresh('subject').media;
  const common = {
    now: () => performance.now(),
    party: 'remote',
    format: line.format,
    host,
    url: line.url,
    timeoutMs: line.timeoutMs,
  } as const;
  await using voice = await openMedia(media, {
    ...common,
    ports: mediaPortRange(line),
    onFrames: () => {},
  });
  try {
    const inside = arrivals.wait(subject, line.timeoutMs, signal);
    const variables = { 'TIMEOUT(absolute)': String(LONGEST_MIN * 60) };
    const body = { ...voice.request, channelId: subject, app: line.app, variables };
    const made = ari.post(AriChannel, '/channels/externalMedia', { body, signal });
    await Promise.all([inside, made.then((channel) => voice.attached(channel, signal))]);
    let loudest = Number.NEGATIVE_INFINITY;
    const listen = (frames: readonly Frame[]) => {
      for (const { samples } of frames) loudest = Math.max(loudest, peakDbfs(samples));
    };
    const began = performance.now();
    await using _tap = await attachTap(pbx, {
      ...common,
      channelId: subject,
      spy: 'in',
      whisper: 'none',
      purpose: 'doctor',
      onFrames: listen,
      signal,
    });
    const attachMs = performance.now() - began;
    const beep = consentBeep();
    for (let i = 0; i < BEEPS && loudest < HEARD_DBFS; i++) {
      for (let at = 0; at < beep.length; at += 160) {
        voice.send(beep.subarray(at, at + 160));
        await pause(20, signal);
      }
    }
    await pause(200, signal);
    return { media, heard: loudest > HEARD_DBFS, attachMs };
  } finally {
    await ari.send('DELETE', `/channels/${subject}`).catch(() => {});
    await gone(pbx).catch(() => {});
    await events.close();
    await following;
  }
}

/** Waits until our channels are off the PBX: it answers a hang-up before it has carried it out. */
async function gone(pbx: Pbx): Promise<void> {
  const signal = AbortSignal.timeout(pbx.line.timeoutMs);
  const left = async () => (await lookAround(pbx, signal)).channels.some(({ id }) => pbx.names.owns(id));
  while (await left()) await pause(20, signal);
}

async function follow(events: AriEvents, arrivals: StasisArrivals): Promise<void> {
  try {
    for await (const { type, channel } of events) {
      if (type === 'StasisStart' && channel) arrivals.arrived(channel.id);
    }
  } catch {
    // A connection that breaks shows in what is waited for.
  }
}
