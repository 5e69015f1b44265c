import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeWav } from '../audio/wav/writer.js';
import { CallwardenError } from '../errors.js';
import { serveEngine } from './engine-child.js';

export interface WhisperNodeInit {
  /** The ggml file. It may lie under any path: the shell never sees that path. */
  readonly model: string;
  /** An empty folder whose path holds nothing that a shell could read as more than a name. */
  readonly folder: string;
}

/** whisper.cpp refuses audio of under a second, samples. */
const MIN_SAMPLES = 19_200;

// whisper-node puts its paths unquoted into a shell command, so it may see only names that we made.
const SHELL_SAFE = /^[A-Za-z0-9/_.-]+$/;

serveEngine<WhisperNodeInit>(async ({ model, folder }) => {
  if (!SHELL_SAFE.test(folder))
    throw new CallwardenError('CW_INTERNAL', 'The work folder has an unsafe name.');
  const modelPath = join(folder, `model-${process.pid}.bin`);
  await symlink(model, modelPath);
  // The import builds whisper.cpp with `make` the first time, changes the folder of the process, and exits it when
  // that fails: all of it harmless here, and the reason why it is done nowhere else.
  const { whisper } = await import('whisper-node');
  let count = 0;

  return {
    transcribe: async ({ samples }: { samples: Int16Array }) => {
      const path = join(folder, `chunk-${process.pid}-${++count}.wav`);
      const padded = new Int16Array(Math.max(MIN_SAMPLES, samples.length));
      padded.set(samples);
      await writeFile(path, encodeWav([padded], 16_000));
      try {
        await whisper(path, {
          modelPath,
          whisperOptions: { language: 'en', word_timestamps: false, gen_file_txt: true },
          shellOptions: { silent: true, async: true },
        });
        // What it returns lacks the first line and the spaces between words; the text file beside the WAV is whole.
        const text = await readFile(`${path}.txt`, 'utf8').catch(() => undefined);
        if (text === undefined)
          throw new CallwardenError('CW_ENGINE_LOST', 'whisper.cpp failed on this audio.');
        return { text: text.split(/\s+/).filter(Boolean).join(' '), confidence: undefined };
      } finally {
        await rm(path, { force: true });
        await rm(`${path}.txt`, { force: true });
      }
    },
  };
});
