/** Marks of a transcriber, not words: `[noise]`, `<unk>`. */
const MARKS = /\[[^\]]*\]|<[^>]*>/g;

/** The words of a text as they are compared: lower case, no punctuation, no marks. Digits stay digits. */
export function spokenWords(text: string): string[] {
  return (
    text
      .replace(MARKS, ' ')
      .toLowerCase()
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
