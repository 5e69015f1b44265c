import sherpa, { type OfflineRecognizer } from 'sherpa-onnx-node';
import { CallwardenError } from '../errors.js';
import { NativeGarbage } from './garbage.js';
import { toFloat } from './to-float.js';

/** Files of an ear as sherpa-onnx takes them. `moonshine` also carries our own Whisper models: see docs/engines.md. */
export type RecogniserFiles =
  | {
      readonly container: 'moonshine';
      readonly preprocessor: string;
      readonly encoder: string;
      readonly uncachedDecoder: string;
      readonly cachedDecoder: string;
      readonly tokens: string;
    }
  | {
      readonly container: 'whisper';
      readonly encoder: string;
      readonly decoder: string;
      readonly tokens: string;
    };

export interface RecogniserInit {
  readonly files: RecogniserFiles;
  readonly threads: number;
}

export interface RecogniseRequest {
  /** 16 kHz mono. */
  readonly samples: Int16Array;
}

export interface Recognised {
  readonly text: string;
  /** Mean token probability, 0..1; undefined when the model does not say. */
  readonly confidence: number | undefined;
}

/** sherpa ends the whole process on a Whisper decode of under 80 samples; a quarter second holds no word anyway. */
const MIN_SAMPLES = 4000;

/** Our own ears end with `<|cfNN|>`, the mean token probability in percent. */
const CONFIDENCE_TOKEN = /<\|cf(\d+)\|>/g;

/** Loads an ear and proves with a second of silence that it decodes. */
export async function loadRecogniser({ files, threads }: RecogniserInit) {
  const recogniser = await create(files, threads);
  const garbage = new NativeGarbage();

  async function transcribe({ samples }: RecogniseRequest): Promise<Recognised> {
    const wave = samples.length >= MIN_SAMPLES ? samples : padded(samples);
    const stream = recogniser.createStream();
    stream.acceptWaveform({ samples: toFloat(wave), sampleRate: 16_000 });
    const { text } = await recogniser.decodeAsync(stream);
    garbage.left(wave.length);
    return split(text);
  }

  await transcribe({ samples: new Int16Array(16_000) });
  return { transcribe };
}

async function create(files: RecogniserFiles, threads: number): Promise<OfflineRecognizer> {
  const common = { tokens: files.tokens, numThreads: threads, provider: 'cpu', debug: 0 } as const;
  const model =
    files.container === 'moonshine'
      ? {
          moonshine: {
            preprocessor: files.preprocessor,
            encoder: files.encoder,
            uncachedDecoder: files.uncachedDecoder,
            cachedDecoder: files.cachedDecoder,
          },
        }
      : {
          whisper: {
            encoder: files.encoder,
            decoder: files.decoder,
            language: 'en',
            task: 'transcribe',
            // 0.5 s of tail is what sherpa's authors advise for English; the whole 30 s would cost six times the work.
            tailPaddings: 50,
          } as const,
        };
  try {
    return await sherpa.OfflineRecognizer.createAsync({
      featConfig: { sampleRate: 16_000, featureDim: 80 },
      modelConfig: { ...common, ...model },
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CallwardenError(
      'CW_MODEL_UNUSABLE',
      `The speech model beside ${files.tokens} does not load (${reason}). Run \`callwarden models verify\`.`,
    );
  }
}

function split(raw: string): Recognised {
  const marks = [...raw.matchAll(CONFIDENCE_TOKEN)];
  const percent = marks.at(-1)?.[1];
  return {
    text: raw.replace(CONFIDENCE_TOKEN, '').trim(),
    confidence: percent === undefined ? undefined : Number(percent) / 100,
  };
}

function padded(samples: Int16Array): Int16Array {
  const wave = new Int16Array(MIN_SAMPLES);
  wave.set(samples);
  return wave;
}
