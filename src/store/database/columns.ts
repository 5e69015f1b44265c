import type { Row, Value } from './connection.js';

// Columns read as what the schema says they are.

export function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}

export function textOrNull(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

export function number(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

export function numberOrNull(row: Row, column: string): number | null {
  const value = row[column];
  return value === null || value === undefined ? null : Number(value);
}

export function flag(row: Row, column: string): boolean {
  return number(row, column) !== 0;
}

/** A wall-clock column (ms since 1970) as ISO 8601. */
export function time(row: Row, column: string): string {
  return new Date(number(row, column)).toISOString();
}

export function timeOrNull(row: Row, column: string): string | null {
  return numberOrNull(row, column) === null ? null : time(row, column);
}

/** One of the words that the column may hold; the schema's CHECK refuses others. */
export function word<W extends string>(row: Row, column: string, words: readonly W[], otherwise: W): W {
  const value: Value | undefined = row[column];
  return words.find((known) => known === value) ?? otherwise;
}
