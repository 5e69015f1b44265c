import type { Party } from '../audio/party.js';
import type { Config } from '../config/schema.js';
import type { PartyMap } from '../sources/recording/parties.js';
import { openRecording, type Recording, type RecordingInput } from '../sources/recording/recording.js';
import type { DetectorOptions } from './call-detector.js';
import { CallSession } from './call-session.js';
import type { Engines } from './engines.js';
import type { CallEvent } from './events.js';

export interface AnalyzeOptions {
  readonly callId: string;
  /** Replay at the pace of the call, as a live line would give it. */
  readonly realtime?: boolean;
  readonly parties?: PartyMap;
  readonly signal?: AbortSignal;
  /** See `DetectorOptions.observe`. */
  readonly observe?: NonNullable<DetectorOptions['observe']>;
}

export interface Analysis {
  /** Whom the recording tells apart. */
  readonly parties: readonly Party[];
  /** Length of the recording in ms; undefined where only reading tells. */
  readonly durationMs: number | undefined;
  readonly events: AsyncIterable<CallEvent>;
  /** How far it is heard, ms: it moves where nothing happens, too. */
  readonly heardMs: () => number;
}

/**
 * Opens a recorded call and runs it through the road.
 * @throws CallwardenError as `openRecording`; what fails later is thrown by `events`
 */
export async function analyzeRecording(
  input: RecordingInput,
  engines: Engines,
  config: Config,
  options: AnalyzeOptions,
): Promise<Analysis> {
  const { realtime = false } = options;
  const recording = await openRecording(input, {
    realtime,
    ...(options.parties ? { parties: options.parties } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const session = new CallSession(engines, config, {
    callId: options.callId,
    frames: recording.frames(),
    startedAt: new Date(),
    source: describe(recording),
    pace: realtime ? 'live' : 'recorded',
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.observe ? { observe: options.observe } : {}),
  });
  return {
    parties: recording.info.parties,
    durationMs: recording.info.durationMs,
    events: withNotices(session, recording, options.callId),
    heardMs: () => session.heardMs,
  };
}

/** Adds what the reader of the file has to say, at the latest before the summary. */
async function* withNotices(
  session: CallSession,
  recording: Recording,
  callId: string,
): AsyncGenerator<CallEvent> {
  let told = 0;
  try {
    for await (const event of session.events()) {
      if (event.type === 'call-started') yield event;
      for (; told < recording.notices.length; told++) {
        const { code, message } = recording.notices[told] ?? {};
        if (code && message) yield { type: 'notice', callId, atMs: event.atMs, code, message };
      }
      if (event.type !== 'call-started') yield event;
    }
  } finally {
    await recording.close();
  }
}

function describe({ info }: Recording): string {
  const files = info.files
    .map((file) => `${file.file} (${file.format}, ${file.sampleRateHz} Hz)`)
    .join(' and ');
  return `${files}, ${info.parties.join(' and ')}`;
}
