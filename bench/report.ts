import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Figures as they are measured, each with its bar where one is set. */
export class Report {
  private readonly rows: (readonly [name: string, value: string, bar: string])[] = [];
  private readonly figures: Record<string, number> = {};
  private readonly loadBefore = loadavg();

  tell(name: string, value: number, unit: string, bar = ''): void {
    this.figures[`${name} (${unit})`] = Math.round(value * 1000) / 1000;
    this.rows.push([name, `${value < 10 ? value.toFixed(2) : Math.round(value)} ${unit}`, bar]);
  }

  /** Prints the table and writes it, with the machine and its load, to .cache/bench/NAME.json. */
  finish(name: string): void {
    const width = Math.max(...this.rows.map(([row]) => row.length));
    for (const [row, value, bar] of this.rows) {
      process.stdout.write(`${row.padEnd(width)}  ${value.padStart(18)}  ${bar && `bar ${bar}`}\n`);
    }
    const machine = {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      node: process.version,
      // Of one minute: others work on shared machines, and a full one makes every CPU second do less.
      load: { before: this.loadBefore[0], after: loadavg()[0] },
    };
    process.stdout.write(
      `load average ${machine.load.before?.toFixed(1)} before, ${machine.load.after?.toFixed(1)} after\n`,
    );
    const folder = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      `${folder}${name}.json`,
      `${JSON.stringify({ machine, figures: this.figures }, null, 2)}\n`,
    );
  }
}
