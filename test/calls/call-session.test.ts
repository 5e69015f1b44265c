import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/audio/frame.js';
import { CallSession } from '../../src/calls/call-session.js';
import { type Engines, loadEngines } from '../../src/calls/engines.js';
import type { CallEvent } from '../../src/calls/events.js';
import { defaultConfig } from '../../src/config/load.js';
import { AsyncQueue } from '../../src/flow/async-queue.js';
import type { PressedKey } from '../../src/sources/call-source.js';
import { openRecording } from '../../src/sources/recording/recording.js';
import { TranscriptionScheduler } from '../../src/transcription/scheduler.js';
import { fixture } from '../helpers/shipped.js';

const config = defaultConfig();
/** The least that may be waited for, so that a test need not wait a minute. */
const impatient = { ...config, transcription: { ...config.transcription, queueSeconds: 5 } };
let engines: Engines;
beforeAll(async () => {
  engines = await loadEngines(config);
});
afterAll(() => engines.close());

type Pace = 'recorded' | 'live';

async function framesOf(name: string): Promise<AsyncIterable<Frame>> {
  return (await openRecording({ file: fixture(name) })).frames();
}

function session(callId: string, frames: AsyncIterable<Frame>, pace: Pace = 'recorded', using = engines) {
  const settings = pace === 'live' ? impatient : config;
  return new CallSession(using, settings, { callId, frames, startedAt: new Date(0), source: 'test', pace });
}

async function hear(name: string, callId = name, using = engines): Promise<CallEvent[]> {
  const events: CallEvent[] = [];
  const call = session(callId, await framesOf(name), 'recorded', using);
  for await (const event of call.events()) events.push(event);
  return events;
}

/** Of a line, audio that waits for the ear, ms: a call that lies further back is heard only once. */
const WAITING_MS = 2500;

/** A sample call as from a line, as fast as it is heard. */
async function hearLive(name: string, callId: string) {
  const recorded = await framesOf(name);
  let over = false;
  async function* line(): AsyncGenerator<Frame> {
    for await (const frame of recorded) {
      while (!over && frame.startMs > call.heardMs + WAITING_MS) await sleep(5);
      if (over) return;
      yield frame;
    }
  }
  const call = session(callId, line(), 'live');
  const events: CallEvent[] = [];
  const ended = (async () => {
    for await (const event of call.events()) events.push(event);
  })();
  const hangUp = () => {
    over = true;
  };
  return { events, ended, hangUp };
}

/** What does not depend on the clock of the wall. */
function timeless(events: readonly CallEvent[]): unknown[] {
  return events.map((event) => ({ ...event, callId: '', elapsedMs: 0, wallMs: 0, tokens: undefined }));
}

describe('CallSession with the shipped models', { timeout: 180_000 }, () => {
  it('alerts a scam call once a level, with quotes from its transcript and advice', async () => {
    const events = await hear('scam-government-gift-cards');
    const alerts = events.filter((event) => event.type === 'alert');
    expect(alerts.map((alert) => alert.level)).toContain('scam');
    expect(new Set(alerts.map((alert) => alert.level)).size).toBe(alerts.length);
    const text = events.flatMap((event) => (event.type === 'turn' ? event.text : [])).join(' ');
    const quotes = alerts.flatMap(({ evidence }) => evidence.map(({ quote }) => quote));
    expect(quotes).not.toEqual([]);
    for (const quote of quotes) expect(text).toContain(quote);
    for (const alert of alerts) expect(alert.advice).not.toBe('');
  });

  it.each([
    [true, '•'],
    [false, '7'],
  ])('tells keys that are pressed, masked unless text is not redacted (%s)', async (redact, digit) => {
    const keys = new AsyncQueue<PressedKey>(4, 'wait');
    const frames = (async function* () {
      for await (const frame of await framesOf('noise/ring-back')) {
        yield frame;
        if (frame.startMs !== 1000) continue;
        void keys.push({ party: 'local', digit: '7', atMs: 1000, durationMs: 120 });
        keys.end();
      }
    })();
    const quiet = { ...config, transcript: { ...config.transcript, redact } };
    const input = {
      callId: 'keys',
      frames,
      keys,
      startedAt: new Date(0),
      source: 'test',
      pace: 'recorded',
    } as const;
    const events: CallEvent[] = [];
    for await (const event of new CallSession(engines, quiet, input).events()) events.push(event);
    const key = { type: 'key', callId: 'keys', party: 'local', digit, atMs: 1000, durationMs: 120 };
    expect(events.filter(({ type }) => type === 'key')).toEqual([key]);
    expect(events.at(-1)?.type).toBe('call-ended');
  });

  it('can be left while keys may still come', async () => {
    const keys = new AsyncQueue<PressedKey>(4, 'wait');
    const frames = await framesOf('scam-government-gift-cards');
    const input = {
      callId: 'left',
      frames,
      keys,
      startedAt: new Date(0),
      source: 'test',
      pace: 'live',
    } as const;
    for await (const { type } of new CallSession(engines, config, input).events()) if (type === 'turn') break;
    expect((await keys.next()).done).toBe(true);
  });

  it('never takes a committed word back', async () => {
    const shown = new Map<string, string>();
    for (const event of await hear('legit-debt-collector-letter')) {
      if (event.type !== 'turn') continue;
      const before = shown.get(event.id)?.split(' ').length ?? 0;
      // Masking may put one placeholder where several words were; words themselves stay.
      if (!event.text.includes('[')) expect(event.text.startsWith(shown.get(event.id) ?? '')).toBe(true);
      expect(event.text.split(' ').length).toBeGreaterThanOrEqual(event.text.includes('[') ? 1 : before);
      shown.set(event.id, event.text);
    }
    expect(shown.size).toBeGreaterThan(5);
  });

  it('gives the same result alone and among other calls, where none is heard less for the sake of others', async () => {
    // By a clock that stands still nobody waits too long for an unsure chunk to be heard again.
    const options = { ...config.transcription, now: () => 0 };
    const scheduler = new TranscriptionScheduler(engines.scheduler.transcriber, options);
    const unhurried = { ...engines, scheduler };
    const alone = await hear('scam-parcel-customs-fee', 'alone', unhurried);
    const [among] = await Promise.all([
      hear('scam-parcel-customs-fee', 'among', unhurried),
      hear('legit-delivery-door-code', 'other-1', unhurried),
      hear('scam-tech-support-remote-access', 'other-2', unhurried),
    ]);
    const words = (events: readonly CallEvent[]) => timeless(events.filter((event) => event.type === 'turn'));
    expect(words(among)).toEqual(words(alone));
  });

  it('loses nothing of the transcript when the speech engine is killed mid-call', async () => {
    const whole = await hear('scam-parcel-customs-fee', 'undisturbed');
    const { ear: host } = engines.hosts;
    const events: CallEvent[] = [];
    let killed = false;
    for await (const event of session('killed', await framesOf('scam-parcel-customs-fee')).events()) {
      events.push(event);
      if (!killed && event.type === 'turn' && event.atMs > 20_000) {
        killed = true;
        process.kill(host.pid ?? -1, 'SIGKILL');
      }
    }
    const count = (list: readonly CallEvent[]) => {
      const ended = list.at(-1);
      return ended?.type === 'call-ended' ? ended.words : 0;
    };
    expect(host.restarts).toBeGreaterThan(0);
    // Voice activity starts afresh, so a word at the cut may differ; sentences do not vanish.
    expect(count(events)).toBeGreaterThan(count(whole) * 0.93);
    expect(events.some((event) => event.type === 'unheard' && event.reason === 'engine-failed')).toBe(false);
  });

  it('is never clear when audio is lost', async () => {
    async function* holed(): AsyncGenerator<Frame> {
      for await (const frame of await framesOf('legit-family-chat-sunday')) {
        if (frame.startMs < 30_000 || frame.startMs > 32_000) yield frame;
      }
    }
    const levels: string[] = [];
    let degraded = false;
    for await (const event of session('holed', holed()).events()) {
      if (event.type === 'degraded') degraded = event.degraded;
      if (event.type === 'risk' && degraded) levels.push(event.level);
      if (event.type === 'call-ended') expect(event.lostMs).toBeGreaterThanOrEqual(1900);
    }
    expect(levels).not.toEqual([]);
    expect(levels).not.toContain('clear');
  });

  it('is clear and alarms nobody once a person has said that it is no scam', async () => {
    const events: CallEvent[] = [];
    const dismissed = session('dismissed', await framesOf('scam-government-gift-cards'));
    for await (const event of dismissed.events()) {
      events.push(event);
      // Asked twice, as two pages may.
      if (event.type === 'alert') void Promise.all([dismissed.dismiss(), dismissed.dismiss()]);
    }
    expect(events.filter(({ type }) => type === 'alert').length).toBe(1);
    const at = events.findIndex((event) => event.type === 'notice' && event.code === 'CW_CALL_DISMISSED');
    const [risk, ...rest] = events.slice(at + 1);
    expect(risk).toMatchObject({ type: 'risk', level: 'clear', previous: 'suspicious', score: 0 });
    expect(rest.some(({ type }) => type === 'risk' || type === 'assessment')).toBe(false);
    // What is said is still written down, and what was once thought of the call stays true.
    expect(rest.some(({ type }) => type === 'turn')).toBe(true);
    expect(rest.at(-1)).toMatchObject({ type: 'call-ended', level: 'clear', highest: 'suspicious' });
    expect(events.filter(({ type }) => type === 'notice').length).toBe(1);
  });

  it('ends cleanly when its reader leaves, or when it is closed twice', async () => {
    const left = session('left', await framesOf('legit-family-chat-sunday'));
    for await (const event of left.events()) if (event.type === 'turn') break;
    await left.close();
    const never = session('never', (async function* () {})());
    await never.close();
    await never.close();
  });

  it('hears a live call as it hears a recorded one', async () => {
    const recorded = await hear('scam-parcel-customs-fee', 'recorded');
    const live = await hearLive('scam-parcel-customs-fee', 'live');
    await live.ended;
    const turns = (events: readonly CallEvent[]) => timeless(events.filter((event) => event.type === 'turn'));
    expect(turns(live.events)).toEqual(turns(recorded));
  });

  it('says that it does not hear while the ear hangs, is not clear then, and ends when the line does', async () => {
    const calls = await Promise.all(
      ['first', 'second'].map((id) => hearLive('legit-family-chat-sunday', id)),
    );
    const level = (events: readonly CallEvent[]) => events.findLast((event) => event.type === 'risk')?.level;
    for (const { events } of calls) await expect.poll(() => level(events), { timeout: 60_000 }).toBe('clear');

    const pid = engines.hosts.ear.pid ?? Number.NaN;
    process.kill(pid, 'SIGSTOP');
    try {
      const down = expect.objectContaining({ type: 'degraded', degraded: true, reason: 'ear-late' });
      for (const { events } of calls) {
        await expect.poll(() => events, { timeout: 15_000 }).toContainEqual(down);
        await expect.poll(() => level(events)).toBe('unknown');
      }
      // The words of either may be in line behind those of the other.
      for (const { events, ended, hangUp } of calls) {
        hangUp();
        await ended;
        expect(events.at(-1)).toMatchObject({ type: 'call-ended', level: 'unknown' });
        expect(events).toContainEqual(expect.objectContaining({ type: 'unheard', reason: 'engine-failed' }));
      }
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    // Nobody waited for its restart.
    expect(engines.hosts.ear.pid).toBe(pid);
  });
});
