import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallView } from '../../src/server/schemas/call.js';
import { alert, detail, view } from './events.js';
import { type Answer, type Answers, FakeSource, fakeBrowser } from './fake-browser.js';

// The state of the page is typed for a browser, which the tests of the service are not: it is loaded by its address.
const state = (name: string) => import(new URL(`../../src/dashboard/state/${name}.ts`, import.meta.url).href);

const rings: boolean[] = [];
const SCAM: Partial<CallView> = { level: 'scam', highest: 'scam', category: 'bank', title: 'Fake bank' };

describe('warning of a scam', () => {
  let answers: Answers;
  let page: EventTarget;

  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
    ({ answers, page } = fakeBrowser());
    answers.set('/session', { body: { role: 'operator', tokenNeeded: true } });
    answers.set('/health', { body: { state: 'ok', reasons: [], causes: [] } });
    rings.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** The page as `main.tsx` starts it, with these calls heard. */
  async function open(...calls: CallView[]) {
    answers.set('/calls', { body: { calls } });
    const sound = await state('sound');
    const [alarm, attention, overview, session] = [
      await state('alarm'),
      await state('attention'),
      await state('overview'),
      await state('session'),
    ];
    // Heard by the tones it makes.
    vi.stubGlobal('AudioContext', Sounding);
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    vi.stubGlobal('OscillatorNode', Tone);
    vi.stubGlobal('GainNode', Volume);
    sound.startSound();
    page.dispatchEvent(new Event('click'));
    attention.startAttention();
    overview.startOverview();
    await session.loadSession();
    await vi.advanceTimersByTimeAsync(50);
    return { alarm, attention, overview, session };
  }

  /** Tells of it as the stream does, and waits until the page has taken it in. */
  async function tell(name: string, message: object) {
    FakeSource.notClosed.at(-1)?.say(name, message);
    await vi.advanceTimersByTimeAsync(300);
  }

  const standing = (alarm: { standing: { value: { call?: CallView; gone?: true }[] } }) =>
    alarm.standing.value;

  it('rings two minutes and not longer, however often the call moves', async () => {
    await open(view());
    await tell('alert', alert());
    expect(rings.length).toBeGreaterThan(0);
    for (let i = 0; i < 20; i++) await tell('call', view({ ...SCAM, score: i / 20 }));
    // Six seconds so far: three rings of four tones at most.
    expect(rings.length).toBeLessThanOrEqual(3 * 4);
    for (let i = 0; i < 120; i++) {
      await tell('call', view({ ...SCAM, score: i / 120 }));
      await vi.advanceTimersByTimeAsync(1000);
    }
    const rung = rings.length;
    await tell('call', view({ ...SCAM, score: 0.5 }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rings.length).toBe(rung);
  });

  it('rings anew for another call, and does not begin again when one of both was seen', async () => {
    const { alarm } = await open(view(), view({ callId: 'other' }));
    await tell('alert', alert());
    await vi.advanceTimersByTimeAsync(130_000);
    const first = rings.length;
    await tell('alert', alert({ callId: 'other' }));
    expect(rings.length).toBeGreaterThan(first);
    await vi.advanceTimersByTimeAsync(130_000);
    const both = rings.length;
    alarm.markSeen('other');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rings.length).toBe(both);
    expect(standing(alarm)).toHaveLength(1);
  });

  it('is given again by a page that opens while the call lasts, and read out', async () => {
    const call = view(SCAM);
    answers.set('/calls/kitchen-1', { body: detail({ ...call, alerts: [alert()] }) });
    const { alarm, attention } = await open(call);
    expect(standing(alarm)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(attention.assertive.value).toContain('Scam warning.');
  });

  it('is given again of a call that looks better now, unless a person said it is none', async () => {
    const better = view({ ...SCAM, level: 'clear' });
    answers.set('/calls/kitchen-1', { body: detail({ ...better, alerts: [alert()] }) });
    const { alarm } = await open(better, view({ ...SCAM, callId: 'none', dismissed: true }));
    expect(standing(alarm)).toMatchObject([{ call: { callId: 'kitchen-1' } }]);
  });

  it('is given without quotes where the service does not hand them out, and the page goes on listening', async () => {
    const refused = { status: 503, body: { code: 'CW_STORE_NOT_AUDITED', message: 'no', statusCode: 503 } };
    answers.set('/calls/kitchen-1', refused);
    const { alarm, overview } = await open(view(SCAM));
    expect(standing(alarm)).toMatchObject([
      { alert: { category: 'bank', title: 'Fake bank', evidence: [] } },
    ]);
    FakeSource.notClosed[0]?.open();
    expect(overview.connection.value).toBe('open');
  });

  it('is not given where the sign-in ends while it is asked for', async () => {
    const refused = { status: 401, body: { code: 'CW_AUTH_NEEDED', message: 'no', statusCode: 401 } };
    answers.set('/calls/kitchen-1', refused);
    const { alarm } = await open(view(SCAM));
    expect(standing(alarm)).toEqual([]);
  });

  it('says that a call is over which the service no longer names', async () => {
    const { alarm } = await open(view());
    await tell('alert', alert());
    await tell('call', view(SCAM));
    expect(standing(alarm)[0]?.gone).toBeUndefined();
    answers.set('/calls', { body: { calls: [] } });
    await tell('reset', {});
    expect(standing(alarm)[0]?.gone).toBe(true);
  });

  it('ends when a person said meanwhile that it is none', async () => {
    const { alarm } = await open(view());
    await tell('alert', alert());
    answers.set('/calls', { body: { calls: [view({ ...SCAM, level: 'clear', dismissed: true })] } });
    await tell('reset', {});
    expect(standing(alarm)).toEqual([]);
  });

  it('ends when nobody is signed in any more, and the page says why', async () => {
    const { alarm, session } = await open(view());
    await tell('alert', alert());
    answers.set('/session', { body: { role: null, tokenNeeded: true } });
    await session.loadSession();
    expect(standing(alarm)).toEqual([]);
    expect(session.expired.value).toBe(true);
    const rung = rings.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rings.length).toBe(rung);
  });

  it('reads out the same words twice', async () => {
    const { attention } = await open(view());
    const heard: string[] = [];
    attention.polite.subscribe((text: string) => heard.push(text));
    await tell('alert', alert({ level: 'suspicious' }));
    await tell('alert', alert({ level: 'suspicious' }));
    expect(heard.filter(Boolean)).toHaveLength(2);
  });

  it('comes over one stream, however often the page connects again', async () => {
    const { overview } = await open(view());
    const held: (() => void)[] = [];
    const slow = () => new Promise<Answer>((go) => held.push(() => go({ body: { calls: [view()] } })));
    answers.set('/calls', slow);
    // Fetching anew, and while it is under way the network is said to be back.
    FakeSource.notClosed[0]?.open();
    FakeSource.notClosed[0]?.say('reset', {});
    await vi.advanceTimersByTimeAsync(10);
    overview.reconnect();
    await vi.advanceTimersByTimeAsync(10);
    expect(held).toHaveLength(2);
    for (const go of held) go();
    await vi.advanceTimersByTimeAsync(10);
    expect(FakeSource.notClosed).toHaveLength(1);
  });
});

class Sounding {
  readonly state = 'running';
  readonly currentTime = 0;
  readonly destination = {};
  onstatechange: (() => void) | null = null;
  async resume(): Promise<void> {}
}

class Tone {
  connect(to: unknown): unknown {
    return to;
  }
  start(): void {
    rings.push(true);
  }
  stop(): void {}
}

class Volume extends Tone {
  readonly gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
}
