import { deflateRawSync } from 'node:zlib';

export interface GuardOptions {
  /** Least mean token probability, 0..1; a word alone in its chunk needs more. */
  readonly minConfidence: number;
}

/** Why a recognised text is not believed. */
export type Doubt = 'no-words' | 'low-confidence' | 'repetition' | 'too-fast';

/** Fast speakers reach 5 words a second (250 to 300 words a minute); engines that invent go on far beyond. */
const MAX_WORDS_PER_S = 7;

/** Text that packs better than this repeats itself: the bound that OpenAI's Whisper uses (2.4, with zlib). */
const MAX_COMPRESSION = 2.4;

/** The same one to four words this often in a row are a decoder in a loop, not a person. */
const MAX_LOOPS = 4;

/**
 * A word alone has no other to vouch for it, and is what music is heard as: of 60 answers with words that ear-en 7 gave to 240 sudden
 * beginnings of hold music 51 were one word. Of 14 of the tests' beginnings and 240 others ear-en 9 heard one each as a word alone, sure by .61
 * and .67, and ear-en 10 one of the 14, sure by .7.
 */
const LONE_WORD_FACTOR = 1.8;

/** Short texts need a long count before it means anything. */
const MIN_WORDS_FOR_RATE = 4;

/**
 * Looks for inventions by how a text is made, never by what it says: "thank you" and "bye" are also said.
 * @param speechMs speech in the chunk by voice activity
 * @returns undefined when the words can be believed
 */
export function doubt(
  text: string,
  confidence: number | undefined,
  speechMs: number,
  options: GuardOptions,
): Doubt | undefined {
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0) return 'no-words';
  const least = options.minConfidence * (words.length === 1 ? LONE_WORD_FACTOR : 1);
  if (confidence !== undefined && confidence < Math.min(least, 1)) return 'low-confidence';
  if (words.length >= MIN_WORDS_FOR_RATE && words.length > (speechMs / 1000) * MAX_WORDS_PER_S)
    return 'too-fast';
  if (loops(words) || compressionRatio(text) > MAX_COMPRESSION) return 'repetition';
  return undefined;
}

function compressionRatio(text: string): number {
  const bytes = Buffer.from(text);
  return bytes.length / deflateRawSync(bytes).length;
}

function loops(words: readonly string[]): boolean {
  for (let period = 1; period <= 4; period++) {
    let run = 0;
    for (let i = period; i < words.length; i++) {
      run = words[i] === words[i - period] ? run + 1 : 0;
      if (run >= period * (MAX_LOOPS - 1) && run >= MAX_LOOPS) return true;
    }
  }
  return false;
}
