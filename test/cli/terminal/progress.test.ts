import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeWav } from '../../../src/audio/wav/writer.js';
import { openRecording } from '../../../src/sources/recording/recording.js';
import { callwarden } from '../../helpers/command.js';
import { fixture } from '../../helpers/shipped.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Twenty seconds of talk and then silence, long enough for a bar. */
async function longCall(): Promise<string> {
  const samples = new Int16Array(200 * 16_000);
  let filled = 0;
  await using recording = await openRecording(
    { file: fixture('scam-parcel-customs-fee') },
    { parties: 'mixed' },
  );
  for await (const frame of recording.frames()) {
    samples.set(frame.samples, filled);
    filled += frame.samples.length;
    if (filled >= 20 * 16_000) break;
  }
  const file = join(folder, 'long.wav');
  await writeFile(file, encodeWav([samples], 16_000));
  return file;
}

/** What stands on a terminal after all of it was written: lines, some written over. */
function screen(written: string): string[] {
  const lines = [''];
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal is told with
  for (const [piece] of written.matchAll(/\u001b\[[0-9;?]*[A-Za-z]|./gs)) {
    const line = lines.at(-1) ?? '';
    if (piece === '\n') lines.push('');
    else if (piece === '\r') column = 0;
    else if (piece.endsWith('G') && piece.length > 1) column = Number(piece.slice(2, -1)) - 1;
    else if (piece.endsWith('K') && piece.length > 1) lines[lines.length - 1] = line.slice(0, column);
    else if (piece.length === 1) {
      lines[lines.length - 1] = line.slice(0, column) + piece + line.slice(column + 1);
      column++;
    }
  }
  return lines;
}

// `script` gives the command a terminal; macOS has another one.
it.skipIf(process.platform !== 'linux')(
  'shows the time left at a terminal and never mixes it with the transcript (Linux: needs script)',
  { timeout: 120_000 },
  async () => {
    const file = await longCall();
    const command = `stty cols 200; '${process.execPath}' dist/main.js analyze --no-judge '${file}'`;
    const shown = execFileSync('script', ['-qfec', command, '/dev/null'], {
      env: { ...process.env, NO_COLOR: '1' },
      encoding: 'utf8',
    });
    expect(shown).toMatch(/\d+ % {2}\d:\d\d of 3:20, \w+ left/);
    const piped = await callwarden(['analyze', '--no-judge', file]);
    const timeless = (lines: string[]) =>
      lines.map((line) => line.trimEnd()).filter((line) => !/^(Speed|callwarden:)/.test(line));
    expect(timeless(screen(shown))).toEqual(timeless(piped.stdout.split('\n')));
  },
);
