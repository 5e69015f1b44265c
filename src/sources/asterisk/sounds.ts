import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodeMuLaw } from '../../audio/g711.js';
import { Resampler } from '../../audio/resampler.js';
import { ByteReader } from '../../audio/wav/byte-reader.js';
import { readWavHeader } from '../../audio/wav/header.js';
import { openRecording } from '../recording/recording.js';

/** Samples a second of what is played into calls, Hz. */
export const SOUND_RATE_HZ = 8000;

const WARNING = fileURLToPath(new URL('../../../assets/warning-en.wav', import.meta.url));

let warning: Promise<Int16Array> | undefined;

/** The spoken warning, 8 kHz (scripts/make-warning.sh makes it). Read once; a disk that failed is asked again next time. */
export function warningSound(): Promise<Int16Array> {
  warning ??= readMuLaw(WARNING).catch((thrown: unknown) => {
    warning = undefined;
    throw thrown;
  });
  return warning;
}

/**
 * The beep that tells both parties that they are listened to, 8 kHz: 1400 Hz for 200 ms, as the United States want it
 * for recorded calls (47 CFR 64.501, order FCC 47-1003); at -23 dBFS it stays under the talk.
 */
export function consentBeep(): Int16Array {
  const length = 0.2 * SOUND_RATE_HZ;
  const fade = 0.01 * SOUND_RATE_HZ;
  return Int16Array.from({ length }, (_, i) => {
    const edge = Math.min(1, i / fade, (length - 1 - i) / fade);
    return Math.round(3280 * edge * Math.sin((2 * Math.PI * 1400 * i) / SOUND_RATE_HZ));
  });
}

/** A recording as it is played into calls, 8 kHz. @throws CallwardenError as `openRecording` */
export async function recordedSound(file: string): Promise<Int16Array> {
  const recording = await openRecording({ file });
  try {
    const narrow = new Resampler(16_000, SOUND_RATE_HZ);
    const sound: number[] = [];
    for await (const { samples } of recording.frames()) sound.push(...narrow.push(samples));
    return Int16Array.from([...sound, ...narrow.flush()]);
  } finally {
    await recording.close();
  }
}

async function readMuLaw(file: string): Promise<Int16Array> {
  const stream = createReadStream(file);
  const { dataOffset, dataBytes } = await readWavHeader(new ByteReader(stream));
  stream.destroy();
  const bytes = await readFile(file);
  return decodeMuLaw(
    bytes.subarray(dataOffset, dataBytes === undefined ? undefined : dataOffset + dataBytes),
  );
}
