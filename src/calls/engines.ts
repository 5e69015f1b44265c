import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { calibrationGaps } from '../detection/calibrated-for.js';
import { type Calibration, loadCalibration } from '../detection/calibration.js';
import { Gate } from '../detection/gate.js';
import { type EngineJudge, loadJudge } from '../detection/judge/engine-judge.js';
import type { Judge } from '../detection/judge/judge.js';
import type { EngineHost } from '../engines/engine-host.js';
import { CallwardenError } from '../errors.js';
import { cardDigest, type ModelKind } from '../models/card.js';
import { modelFolders } from '../models/folders.js';
import { type ResolvedModel, resolveModel } from '../models/resolve.js';
import { earFiles, soleFile } from '../models/roles.js';
import { verifyModel } from '../models/verify.js';
import { startSpeechEngine } from '../speech/speech-engine-host.js';
import { SileroVoiceActivity, type VoiceActivity } from '../speech/voice-activity.js';
import { TranscriptionScheduler } from '../transcription/scheduler.js';
import { SherpaTranscriber } from '../transcription/sherpa-transcriber.js';
import { SurestTranscriber } from '../transcription/surest-transcriber.js';
import type { Transcriber } from '../transcription/transcriber.js';
import { WhisperNodeTranscriber } from '../transcription/whisper-node-transcriber.js';

/** Who runs what, for health pages. */
export interface EngineHosts {
  readonly voice: EngineHost;
  readonly ear: EngineHost;
  readonly judge: EngineHost | undefined;
}

/** Everything that all calls share: models are loaded once, whatever the number of calls. */
export interface Engines extends AsyncDisposable {
  readonly voice: VoiceActivity;
  readonly scheduler: TranscriptionScheduler;
  readonly ear: ResolvedModel;
  readonly gate: Gate;
  /** Undefined when none is configured or present: the gate alone moves the risk, and every output says so. */
  readonly judge: Judge | undefined;
  readonly calibration: Calibration;
  /** The engine processes by what they do; voice and ear are one process for all ears but whisper-node's. */
  readonly hosts: EngineHosts;
  /** What the person should know of the loading, e.g. why there is no judge. */
  readonly notices: readonly string[];
  /** What the thresholds in use were not fitted to, one sentence each. */
  readonly uncalibrated: readonly string[];
  /** Idempotent. */
  close(): Promise<void>;
}

/** Each process once, whatever the number of its jobs. */
export function processesOf({ hosts }: Engines): EngineHost[] {
  return [...new Set([hosts.voice, hosts.ear, hosts.judge])].filter((host) => host !== undefined);
}

/** An ear whose card says nothing is a stock Whisper or Moonshine: they take up to 30 s, but less answers sooner. */
const DEFAULT_MAX_CHUNK_MS = 10_000;

/**
 * Finds, verifies and loads all models.
 * @throws CallwardenError CW_MODEL_MISSING, CW_MODEL_CORRUPT, CW_MODEL_UNUSABLE, CW_ENGINE_UNAVAILABLE,
 *   CW_CALIBRATION_INVALID
 */
export async function loadEngines(config: Config): Promise<Engines> {
  const { transcription, detection, speech } = config;
  const vad = await verified('silero-vad', 'vad');
  const ear = await verified(transcription.model, 'ear');
  const gate = await Gate.load(soleFile(await verified(detection.gate, 'gate'), '.json'));
  const shipped = join(modelFolders().shipped, 'calibration-en.json');
  const calibration = await loadCalibration(detection.calibration ?? shipped);

  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const files = earFiles(ear);
    const host = startSpeechEngine({
      voice: { model: soleFile(vad, '.onnx'), threshold: speech.threshold },
      recogniser: files.container === 'ggml' ? undefined : { files, threads: transcription.threads },
    });
    closers.push(() => host.close());
    await host.ready();

    const maxChunkMs = ear.card.maxChunkMs ?? DEFAULT_MAX_CHUNK_MS;
    const whisper =
      files.container === 'ggml'
        ? await WhisperNodeTranscriber.open(files.model, ear.card.name, maxChunkMs)
        : undefined;
    const transcriber: Transcriber =
      whisper ??
      new SurestTranscriber(
        new SherpaTranscriber(host, ear.card.name, maxChunkMs, ear.card.confidenceToken ?? false),
        transcription.sureFrom,
      );
    closers.push(() => transcriber.close());

    const { judge, digest, notices } = await openJudge(detection);
    if (judge) closers.push(() => judge.close());
    const uncalibrated = calibrationGaps(calibration, {
      gate: cardDigest(gate.card),
      judge: digest ?? null,
      promptHash: judge?.promptHash ?? null,
    });
    return {
      voice: new SileroVoiceActivity(host),
      scheduler: new TranscriptionScheduler(transcriber, transcription),
      ear,
      gate,
      judge,
      calibration,
      hosts: { voice: host, ear: whisper?.host ?? host, judge: judge?.host },
      notices,
      uncalibrated,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openJudge(
  detection: Config['detection'],
): Promise<{ judge?: EngineJudge; digest?: string; notices: string[] }> {
  if (detection.judge === null)
    return { notices: ['No judge is configured: the gate alone moves the risk.'] };
  try {
    const model = await verified(detection.judge, 'judge');
    const judge = await loadJudge({
      model,
      threads: detection.judgeThreads,
      sequences: detection.judgeSequences,
      deadlineMs: detection.judgeDeadlineMs,
    });
    return { judge, digest: cardDigest(model.card), notices: [] };
  } catch (thrown) {
    // Without a judge Callwarden still warns; refusing to start would warn nobody.
    if (!(thrown instanceof CallwardenError)) throw thrown;
    return { notices: [`No judge is loaded, the gate alone moves the risk: ${thrown.message}`] };
  }
}

async function verified(name: string, kind: ModelKind): Promise<ResolvedModel> {
  const model = await resolveModel(name, { kind });
  await verifyModel(model);
  return model;
}
