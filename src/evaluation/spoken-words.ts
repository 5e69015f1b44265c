/** Marks of a transcriber, which nobody said: `[noise]`, `<unk>`, and `(laughs)` of up to three words. */
export const MARKS = /\[[^\]]*\]|<[^>]*>|[({](?:[^\s\d(){}]+\s?){1,3}[)}]/g;

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
