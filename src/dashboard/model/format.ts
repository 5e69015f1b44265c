// Numbers and times as people of a language write them.

export interface Formats {
  /** 0..1 as percent. */
  percent(share: number): string;
  number(value: number): string;
  /** Time of day of an ISO 8601 date, e.g. 14:05. */
  time(iso: string): string;
  /** Day and time of an ISO 8601 date. */
  dateTime(iso: string): string;
  /** Bytes in the largest unit that gives a number over one. */
  bytes(bytes: number): string;
  /** ms, or s from one second on. */
  duration(ms: number): string;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function formats(language: string): Formats {
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(language);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const unit = (value: number, name: string, digits: number, display: 'short' | 'narrow' = 'short') =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: display,
      maximumFractionDigits: digits,
    }).format(value);
  return {
    percent: (share) => percent.format(share),
    number: (value) => number.format(value),
    time: (iso) => time.format(new Date(iso)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    bytes: (bytes) => {
      const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      return unit(bytes / 1000 ** step, UNITS[step] ?? 'byte', step === 0 ? 0 : 1);
    },
    duration: (ms) =>
      ms < 1000 ? unit(Math.round(ms), 'millisecond', 0) : unit(ms / 1000, 'second', 1, 'narrow'),
  };
}
