import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { LabelledTurn } from './labelled-call.js';
import type { EvaluationCall, Manifest, RowProblem } from './manifest.js';

/** What the transcribers of the Harper Valley calls wrote for each stretch of speech. */
const Stretch = Type.Object({
  speaker_role: Type.Union([Type.Literal('agent'), Type.Literal('caller')]),
  start_ms: Type.Number(),
  duration_ms: Type.Number(),
  human_transcript: Type.String(),
});
const stretches = Compile(Type.Array(Stretch));

/** Which scam each of the published robocalls is. */
const ROBOCALL_CATEGORIES: Readonly<Record<string, string>> = {
  warranty_robocall: 'warranty',
  legal_enforcement_robocall: 'government',
  ssn_fraud_robocall: 'government',
};

/**
 * Rows for a folder of real calls that has no manifest: `scam/*.wav`, robocalls in mono, and
 * `benign/harper-valley/*.json` with one recording a party and a transcript made by people.
 */
export async function readSharedCalls(folder: string): Promise<Manifest> {
  const problems: RowProblem[] = [];
  const bank = join(folder, 'benign', 'harper-valley');
  const calls = robocalls(join(folder, 'scam'));
  for (const file of named(bank, '.json')) {
    try {
      calls.push(await bankCall(bank, basename(file, '.json')));
    } catch (thrown) {
      const reason = `${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      problems.push({ corpus: 'real calls', line: 0, reason });
    }
  }
  const sha256 = createHash('sha256').update(JSON.stringify(calls.map(({ id, turns }) => [id, turns])));
  return { calls, problems, remarks: [], sha256: sha256.digest('hex') };
}

function robocalls(folder: string): EvaluationCall[] {
  return named(folder, '.wav').map((file) => ({
    id: basename(file, '.wav'),
    label: 'scam',
    category: ROBOCALL_CATEGORIES[basename(file, '.wav')] ?? 'robocall',
    source: 'ftc-robocalls',
    licence: 'public domain',
    split: 'test',
    synthetic: false,
    corpus: 'real calls',
    recording: { file: join(folder, file) },
  }));
}

async function bankCall(folder: string, id: string): Promise<EvaluationCall> {
  const value: unknown = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
  if (!stretches.Check(value)) throw new Error('not a transcript');
  const turns: LabelledTurn[] = value.map((stretch) => ({
    // The desk was called: it is the other side.
    party: stretch.speaker_role === 'agent' ? 'remote' : 'local',
    startMs: stretch.start_ms,
    endMs: stretch.start_ms + stretch.duration_ms,
    text: stretch.human_transcript,
  }));
  const recording = { remote: join(folder, `${id}.agent.wav`), local: join(folder, `${id}.caller.wav`) };
  if (!existsSync(recording.remote) || !existsSync(recording.local))
    throw new Error('a recording is missing');
  return {
    id,
    label: 'legitimate',
    category: 'bank-desk',
    source: 'harper-valley',
    licence: 'CC-BY-4.0',
    split: 'test',
    synthetic: false,
    corpus: 'real calls',
    recording,
    turns: turns.sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0)),
  };
}

function named(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
}
