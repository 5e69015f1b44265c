import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { ListedModel } from '../models/inventory.js';

const HEADINGS = ['NAME', 'KIND', 'ENGINE', 'LANGUAGE', 'SIZE', 'MEMORY', 'LICENCE', 'STATE'] as const;
/** Columns that hold figures, and read better when their ends stand below each other. */
const FIGURES: ReadonlySet<number> = new Set([4, 5]);

const STATE_COLOURS = {
  shipped: pc.green,
  installed: pc.green,
  available: pc.dim,
  damaged: pc.red,
} as const;

/** The models as a table. */
export function listing(models: readonly ListedModel[]): string {
  const rows = models.map((model) => [
    model.name,
    model.kind ?? '-',
    model.engine ?? '-',
    languages(model.language),
    size(model.bytes, model.state === 'available'),
    size(model.approxMemoryBytes, true),
    model.licence || '-',
    STATE_COLOURS[model.state](model.state),
  ]);
  return table([HEADINGS.map((heading) => pc.bold(heading)), ...rows]);
}

/** Decimal megabytes, as the hub and disks count. */
export function megabytes(bytes: number): string {
  const mb = bytes / 1e6;
  return mb < 10 ? `${mb.toFixed(1)} MB` : `${Math.round(mb).toLocaleString('en')} MB`;
}

function size(bytes: number | undefined, approximate: boolean): string {
  if (bytes === undefined) return '-';
  return `${approximate ? '~' : ''}${megabytes(bytes)}`;
}

/** The first few, because a list of thirteen codes breaks the table. */
function languages(codes: string): string {
  const all = codes.split(',');
  return all.length > 2 ? `${all.slice(0, 2).join(',')} +${all.length - 2}` : codes;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return FIGURES.has(column) ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
