// A report before it is drawn: the same blocks become HTML and Markdown.

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | Tiles
  | Table
  | Chart;

/** The few figures that are read first; tables below say the same. */
export interface Tiles {
  readonly kind: 'tiles';
  readonly tiles: readonly { readonly label: string; readonly figure: string; readonly note: string }[];
}

export interface Table {
  readonly kind: 'table';
  /** The first column names the row; the others are figures. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The first row is the product, the others are what it is compared with. */
  readonly product?: boolean;
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export interface Series {
  readonly name: string;
  /** In the order of x. `steps` holds a value until the next point. */
  readonly style: 'line' | 'steps' | 'dots';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** 95 % interval: x, low, high. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
  /** Beside the product: drawn thin. */
  readonly baseline?: boolean;
}

export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** 95 % intervals, drawn as a cross. */
  readonly xRange?: readonly [low: number, high: number];
  readonly yRange?: readonly [low: number, high: number];
}

export interface Chart {
  readonly kind: 'chart';
  readonly title: string;
  /** For those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Places worth finding, e.g. the thresholds in use. */
  readonly marks?: readonly Mark[];
  /** A perfect diagonal to compare with. */
  readonly diagonal?: boolean;
}

export function heading(level: 2 | 3, text: string): Block {
  return { kind: 'heading', level, text };
}

export function text(text: string): Block {
  return { kind: 'text', text };
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): Table {
  return { kind: 'table', columns, rows };
}

/** A table whose first row is the product. */
export function comparison(columns: readonly string[], rows: readonly (readonly string[])[]): Table {
  return { kind: 'table', columns, rows, product: true };
}

/** Shares from 0 to 100 %. */
export function shareAxis(label: string): Axis {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: `${at * 100} %` }));
  return { label, from: 0, to: 1, scale: 'linear', ticks };
}
