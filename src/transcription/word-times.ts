import type { Word } from './turn.js';

/**
 * Places words in a chunk by their share of its letters, because the ears give no times. Against measured word ends
 * of the fixtures this is off by about a syllable (see `npm run bench`).
 * @param words all words of the chunk
 * @param speechStartMs first speech in the chunk, ms since the call began
 * @param speechEndMs last speech in it
 */
export function placeWords(words: readonly string[], speechStartMs: number, speechEndMs: number): Word[] {
  const shares = words.map((word) => word.length + 1);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const perShare = (speechEndMs - speechStartMs) / Math.max(1, total);
  let at = speechStartMs;
  return words.map((text, i) => {
    const startMs = Math.round(at);
    at += (shares[i] ?? 0) * perShare;
    return { text, startMs, endMs: Math.round(at) };
  });
}
