import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Finding } from './finding.js';

/** Programs that some inputs need and most people do without. */
const PROGRAMS = [
  { name: 'ffmpeg', use: 'MP3, FLAC, Ogg and M4A recordings' },
  { name: 'sox', use: 'listening to a microphone' },
  { name: 'arecord', use: 'listening to a microphone (ALSA)' },
] as const;

/** @param path the PATH to search */
export async function checkPrograms(path: string = process.env['PATH'] ?? ''): Promise<readonly Finding[]> {
  return Promise.all(
    PROGRAMS.map(async ({ name, use }): Promise<Finding> => {
      const found = await which(name, path);
      if (found !== undefined) return { id: name, title: name, status: 'ok', detail: found };
      const advice = `Only needed for ${use}: install "${name === 'arecord' ? 'alsa-utils' : name}" if you want that.`;
      return { id: name, title: name, status: 'warn', detail: 'not on the PATH', advice };
    }),
  );
}

async function which(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    if (folder === '') continue;
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return undefined;
}
