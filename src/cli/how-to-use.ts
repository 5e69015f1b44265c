import { hearsRecordingsOnly, type ModelCard, type ModelKind } from '../models/card.js';

const SETTINGS: Partial<Record<ModelKind, string>> = {
  ear: 'transcription.model',
  judge: 'detection.judge',
  gate: 'detection.gate',
};

/** How a model that is here is put to use, one line; empty where there is nothing to set. */
export function howToUse(card: Pick<ModelCard, 'name' | 'kind' | 'engine'>): string {
  const { name, kind } = card;
  if (hearsRecordingsOnly(card)) return `  It hears recordings only: callwarden analyze --ear ${name} FILE\n`;
  const setting = SETTINGS[kind];
  if (setting === undefined) return '';
  const once = kind === 'gate' ? '' : `, or for one run --${kind} ${name}`;
  return `  To use it set ${setting}: ${name} in the configuration${once}.\n`;
}
