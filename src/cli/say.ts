/** Standard output: what was asked for. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Standard error: what is to be known besides. */
export function tell(line: string): void {
  process.stderr.write(`callwarden: ${line}\n`);
}

export function counted(calls: number): string {
  return `${calls} ${calls === 1 ? 'call' : 'calls'}`;
}
