import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the files of one test file, gone after it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callwarden-microphone-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * An ALSA configuration whose default device plays a file of 16 kHz mono: the programs and ALSA are the real ones, only
 * the sound card is not there.
 */
export function alsaPlaying(folder: string, samples: Int16Array): string {
  const raw = join(folder, 'sound-card.raw');
  writeFileSync(raw, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  return alsa(
    folder,
    'card.conf',
    `</usr/share/alsa/alsa.conf>
pcm.!default {
  type plug
  slave { rate 16000 channels 1 format S16_LE pcm { type file slave.pcm { type null } file "/dev/null" infile "${raw}" format "raw" } }
}
`,
  );
}

/** An ALSA configuration that knows no device at all. */
export function alsaWithout(folder: string): string {
  return alsa(folder, 'none.conf', '# nothing\n');
}

function alsa(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A stand-in for a recording program, for faults that no program can be made to have. @param script of sh */
export function fakeProgram(folder: string, name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
