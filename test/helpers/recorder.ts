import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../src/sources/recording/recording.js';
import { fakeProgram } from '../sources/microphone/sound-card.js';
import { fixture } from './shipped.js';

export interface Playing {
  /** What is played: the beginning of this sample call, both parties in one room. */
  readonly call: string;
  readonly seconds: number;
  /** Times faster than it was spoken. */
  readonly pace: number;
  /** JavaScript that is run at the end. */
  readonly afterwards: string;
}

/** Puts a program named sox into a folder that "records" a sample call: the sound card is what is not there. */
export async function recorderPlaying(
  folder: string,
  { call, seconds, pace, afterwards }: Playing,
): Promise<void> {
  const recording = await openRecording({ file: fixture(call) });
  const room = new Int16Array(16_000 * seconds);
  for await (const { samples, startMs } of recording.frames()) {
    const at = Math.round(startMs * 16);
    if (at >= room.length) break;
    samples.forEach((sample, i) => {
      if (at + i < room.length) room[at + i] = (room[at + i] ?? 0) + sample / 2;
    });
  }
  await recording.close();
  const raw = join(folder, `${seconds}.raw`);
  writeFileSync(raw, Buffer.from(room.buffer));
  const player = join(folder, `${seconds}.mjs`);
  writeFileSync(
    player,
    `import { readFileSync } from 'node:fs';
const audio = readFileSync(${JSON.stringify(raw)});
let at = 0;
const timer = setInterval(() => {
  process.stdout.write(audio.subarray(at, (at += ${3200 * pace})));
  if (at < audio.length) return;
  clearInterval(timer);
  ${afterwards}
}, 100);
`,
  );
  fakeProgram(folder, 'sox', `exec '${process.execPath}' '${player}'`);
}
