import type { Estimate } from '../metrics/bootstrap.js';

const NONE = '–';

/** `93.1 %`; a dash where there is no figure. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${trim(share * 100, 1)} %` : NONE;
}

/** `93.1 % (91.0 to 95.2)` */
export function percentWithin({ value, low, high }: Estimate): string {
  if (!Number.isFinite(value)) return NONE;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return percent(value);
  return `${percent(value)} (${trim(low * 100, 1)} to ${trim(high * 100, 1)})`;
}

/** `1.25 (0.30 to 4.61)` */
export function numberWithin({ value, low, high }: Estimate, digits = 2): string {
  if (!Number.isFinite(value)) return NONE;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return trim(value, digits);
  return `${trim(value, digits)} (${trim(low, digits)} to ${trim(high, digits)})`;
}

export function number(value: number, digits = 2): string {
  return Number.isFinite(value) ? trim(value, digits) : NONE;
}

/** `12.3 s` */
export function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${trim(ms / 1000, 1)} s` : NONE;
}

/** `123 ms` */
export function milliseconds(ms: number): string {
  return Number.isFinite(ms) ? `${trim(ms, ms < 10 ? 1 : 0)} ms` : NONE;
}

export function hours(ms: number): string {
  return `${trim(ms / 3_600_000, ms < 36_000_000 ? 2 : 1)} h`;
}

export function count(value: number): string {
  return String(value);
}

function trim(value: number, digits: number): string {
  return value.toFixed(digits);
}
