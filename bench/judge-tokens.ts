import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { loadJudge } from '../src/detection/judge/engine-judge.js';
import type { Judge, JudgedTurn } from '../src/detection/judge/judge.js';
import type { TokenCount } from '../src/detection/judge/token-ledger.js';
import { resolveModel } from '../src/models/resolve.js';

// `npx tsx bench/judge-tokens.ts [MODEL]`: tokens the judge evaluates when it is asked after every single turn,
// against evaluating the whole prompt each time. The bar is a fifth on a 3-minute call.

const LONG_CALL_MS = 180_000;

/** Asks after every turn of a call. */
export async function askAtEveryTurn(judge: Judge, turns: readonly JudgedTurn[]): Promise<TokenCount> {
  const session = judge.open(randomUUID());
  for (let heard = 1; heard <= turns.length; heard += 1) await session.assess(turns.slice(0, heard));
  session.close();
  return session.tokens();
}

/** Calls in a row as if they were one, until it lasts 3 minutes. */
export function longCall(calls: readonly (readonly JudgedTurn[])[]): JudgedTurn[] {
  const turns: JudgedTurn[] = [];
  for (const call of calls) {
    const startMs = turns.at(-1)?.endMs ?? 0;
    if (startMs >= LONG_CALL_MS) break;
    turns.push(...call.map((turn) => ({ ...turn, endMs: startMs + turn.endMs })));
  }
  return turns;
}

/** The labelled calls made for the project, as turns. */
export async function fixtureCalls(): Promise<JudgedTurn[][]> {
  const manifest = await readFile(new URL('../audio-fixtures/manifest.jsonl', import.meta.url), 'utf8');
  return manifest
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row: { turns: JudgedTurn[] } = JSON.parse(line);
      return row.turns;
    });
}

async function main(): Promise<void> {
  const model = await resolveModel(process.argv[2] ?? 'judge-en', { kind: 'judge' });
  await using judge = await loadJudge({ model, deadlineMs: 60_000 });
  const calls = await fixtureCalls();
  const rows = [];
  for (const turns of [...calls, longCall(calls)]) {
    const seconds = Math.round((turns.at(-1)?.endMs ?? 0) / 1000);
    const { evaluated, whole, share } = await askAtEveryTurn(judge, turns);
    rows.push({ seconds, turns: turns.length, evaluated, 'evaluated anew': whole, share: share.toFixed(3) });
  }
  console.table(rows);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
