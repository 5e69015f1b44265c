import Type, { type Static } from 'typebox';
import { AlertsConfig } from './alerts.js';
import { AsteriskLine } from './asterisk-line.js';
import { MicrophoneLine } from './microphone-line.js';
import { NetworkConfig } from './network.js';
import { PrivacyConfig } from './privacy.js';
import { ServerConfig } from './server.js';
import { SipLine } from './sip-line.js';
import { StoreConfig } from './store.js';
import { StreamsLine } from './streams-line.js';

// The one configuration schema: everything that can be set, with its unit, its default and its bounds.
// Other parts import the section they need; unknown keys are refused.

const closed = { additionalProperties: false, default: {} } as const;

export const SpeechConfig = Type.Object(
  {
    threshold: Type.Number({
      default: 0.5,
      minimum: 0.05,
      maximum: 0.95,
      description: 'Voice activity: speech probability that counts as speech.',
    }),
    preRollMs: Type.Integer({
      default: 300,
      minimum: 0,
      maximum: 1000,
      description: 'Audio kept from before speech was noticed, ms.',
    }),
    hangOverMs: Type.Integer({
      default: 450,
      minimum: 100,
      maximum: 3000,
      description: 'Silence that ends an utterance, ms.',
    }),
    minSpeechMs: Type.Integer({
      default: 160,
      minimum: 0,
      maximum: 2000,
      description: 'Utterances with less speech than this are dropped as clicks, ms.',
    }),
    pauseCutMs: Type.Integer({
      default: 100,
      minimum: 60,
      maximum: 2000,
      description: 'In a long utterance a pause of this length is used to cut, ms.',
    }),
    softChunkMs: Type.Integer({
      default: 1200,
      minimum: 500,
      maximum: 30_000,
      description: 'From this length on a pause is used to cut, ms.',
    }),
    maxChunkMs: Type.Integer({
      default: 2500,
      minimum: 1000,
      maximum: 30_000,
      description: 'Speech is cut at this length even without a pause, ms; never more than the ear takes.',
    }),
    overlapMs: Type.Integer({
      default: 60,
      minimum: 0,
      maximum: 1000,
      description: 'Audio heard twice where speech had to be cut without a pause, ms.',
    }),
    gainTargetDbfs: Type.Number({
      default: -22,
      minimum: -40,
      maximum: -6,
      description: 'Speech of each party is brought to this level, dBFS RMS.',
    }),
    gainMaxDb: Type.Number({
      default: 18,
      minimum: 0,
      maximum: 40,
      description: 'Most a quiet party is amplified, dB.',
    }),
  },
  closed,
);

export const TranscriptionConfig = Type.Object(
  {
    model: Type.String({
      default: 'ear-en',
      description: 'Name of the speech model (the ear), or path of its folder.',
    }),
    threads: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 64,
      description: 'Native threads per decode: no more than are really free.',
    }),
    partialEveryMs: Type.Integer({
      default: 900,
      minimum: 0,
      maximum: 10_000,
      description:
        'New speech after which an unfinished chunk is decoded, ms, where `speech.maxChunkMs` leaves time for a second look; 0 waits for chunks to end.',
    }),
    minConfidence: Type.Number({
      default: 0.4,
      minimum: 0,
      maximum: 1,
      description:
        'Chunks recognised with less than this mean token probability are not believed; a word alone in its chunk needs 1.8 times as much.',
    }),
    sureFrom: Type.Number({
      default: 0.85,
      minimum: 0,
      maximum: 1,
      description:
        'Chunks recognised with less than this mean token probability are heard again at up to four other speeds, and the surest answer counts, unless other finished speech waits; 0 hears everything once.',
    }),
    queueSeconds: Type.Number({
      default: 60,
      minimum: 5,
      maximum: 3600,
      description:
        'Finished speech waiting for the engine over all calls, s; beyond it the oldest is dropped and the call is marked degraded.',
    }),
    concurrency: Type.Integer({ default: 1, minimum: 1, maximum: 16, description: 'Decodes at a time.' }),
  },
  closed,
);

export const DetectionConfig = Type.Object(
  {
    gate: Type.String({ default: 'gate-en', description: 'Name of the gate model, or path of its folder.' }),
    judge: Type.Union([Type.String(), Type.Null()], {
      default: 'judge-en',
      description: 'Name of the judge model, or path of its folder; null runs on the gate alone.',
    }),
    judgeThreads: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 64,
      description: 'Native threads of the judge.',
    }),
    judgeSequences: Type.Integer({
      default: 8,
      minimum: 1,
      maximum: 64,
      description: 'Calls whose prompt is kept in memory by the judge.',
    }),
    judgeDeadlineMs: Type.Integer({
      default: 5000,
      minimum: 100,
      maximum: 120_000,
      description: 'An assessment later than this is dropped, ms.',
    }),
    calibration: Type.Union([Type.String(), Type.Null()], {
      default: null,
      description: 'Calibration file; null takes the shipped one.',
    }),
  },
  closed,
);

export const TranscriptConfig = Type.Object(
  {
    keepWords: Type.Integer({
      default: 20_000,
      minimum: 200,
      maximum: 1_000_000,
      description:
        'Words of one call kept in memory; older ones are forgotten, and so are those of more than 30 minutes ago.',
    }),
    redact: Type.Boolean({
      default: true,
      description: 'Card, account, code and other numbers are masked wherever text is shown or written.',
    }),
  },
  closed,
);

/** A live line: where calls come from, told apart by `kind`. */
export const Line = Type.Union([AsteriskLine, SipLine, StreamsLine, MicrophoneLine]);

export const Config = Type.Object(
  {
    lines: Type.Array(Line, { default: [], description: 'Live lines to listen to, each with its `kind`.' }),
    speech: SpeechConfig,
    transcription: TranscriptionConfig,
    transcript: TranscriptConfig,
    detection: DetectionConfig,
    store: StoreConfig,
    server: ServerConfig,
    alerts: AlertsConfig,
    privacy: PrivacyConfig,
    network: NetworkConfig,
  },
  closed,
);

export type Line = Static<typeof Line>;
export type SpeechConfig = Static<typeof SpeechConfig>;
export type TranscriptionConfig = Static<typeof TranscriptionConfig>;
export type TranscriptConfig = Static<typeof TranscriptConfig>;
export type DetectionConfig = Static<typeof DetectionConfig>;
export type Config = Static<typeof Config>;
