import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openRecording } from '../../sources/recording/recording.js';
import type { SampleList } from '../schemas/routes.js';

/** Calls made for this project: they ship with it, so the first start needs nothing else. */
const FOLDER = fileURLToPath(new URL('../../../audio-fixtures/', import.meta.url));

/** The sample that is played when none is named. */
export const DEFAULT_SAMPLE = 'scam-bank-safe-account';

/** The recording of a sample; undefined when there is none of that name. */
export function sampleFile(sample: string): string | undefined {
  const file = `${FOLDER}${sample}.wav`;
  return /^[a-z0-9-]+$/.test(sample) && existsSync(file) ? file : undefined;
}

/** All samples in the order of their names; none where the folder was left out. */
export async function listSamples(): Promise<SampleList['samples']> {
  if (!existsSync(FOLDER)) return [];
  const names = readdirSync(FOLDER).flatMap((file) => /^([a-z0-9-]+)\.wav$/.exec(file)?.[1] ?? []);
  return Promise.all(names.sort().map(describe));
}

async function describe(sample: string): Promise<SampleList['samples'][number]> {
  await using recording = await openRecording({ file: `${FOLDER}${sample}.wav` });
  const { title, label } = JSON.parse(readFileSync(`${FOLDER}scripts/${sample}.json`, 'utf8'));
  return { sample, title, label, durationMs: Math.round(recording.info.durationMs ?? 0) };
}
