import type { PressedKey } from '../sources/call-source.js';
import type { EventBody } from './events.js';

const MASKED_KEY = '•';

export interface PressedKeysOptions {
  /** Masked where text is: a person who types tells secrets too. */
  readonly redact: boolean;
  /** The call is over: keys that may still come are left. */
  readonly signal: AbortSignal;
}

/** The keys of a call as events, as they are pressed. */
export async function* pressedKeys(
  pressed: AsyncIterable<PressedKey>,
  { redact, signal }: PressedKeysOptions,
): AsyncGenerator<EventBody> {
  const keys = pressed[Symbol.asyncIterator]();
  signal.addEventListener('abort', () => void keys.return?.(), { once: true });
  for (let key = await keys.next(); !key.done; key = await keys.next()) {
    const { digit, ...about } = key.value;
    yield { type: 'key', ...about, digit: redact ? MASKED_KEY : digit };
  }
}
