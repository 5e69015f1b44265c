import type { Level } from '../../server/schemas/call.js';
import { words } from '../state/preferences.js';
import { Lamp } from './icons.js';

/** The level in a shape, a colour and a word. */
export function LevelBadge({ level }: { readonly level: Level }) {
  return (
    <span class={`badge level-${level}`}>
      <Lamp level={level} />
      {words.value.level[level]}
    </span>
  );
}
