import type { CallRecord, EvaluationReport } from '../../src/evaluation/report/record.js';

/** A record with every field; a test changes what it is about. */
export function record(changes: Partial<CallRecord> = {}): CallRecord {
  return {
    id: 'call',
    corpus: 'made-up',
    kind: 'text',
    label: 'legitimate',
    category: 'family',
    hardNegative: false,
    source: 'made-up',
    synthetic: false,
    rendering: null,
    parties: 'both',
    durationMs: 3_600_000,
    words: 100,
    score: 0.1,
    alerts: [],
    firstCueMs: null,
    extractionCueMs: null,
    keywords: 0,
    judgeEveryPiece: null,
    evidence: [],
    hearing: null,
    cost: {
      wallMs: 10,
      cpuMs: null,
      judged: 0,
      unanswered: 0,
      tokens: { evaluated: 0, whole: 0 },
      judgeMs: [],
      commitMs: [],
    },
    ...changes,
  };
}

export function report(calls: CallRecord[], calibration: unknown, split = 'test'): EvaluationReport {
  return {
    version: 1,
    run: {
      startedAt: '2026-01-02T03:04:05.000Z',
      version: '0.0.0',
      gitRevision: 'abc',
      options: { split, limit: null, seed: 1, realtime: false, ablate: false },
      models: { ear: 'e', gate: 'g', judge: 'j' },
      modelNames: { ear: 'ear 1', gate: 'gate 1', judge: 'judge 1' },
      promptHash: 'p',
      dataHash: 'd',
      manifests: [{ corpus: 'made-up', rows: calls.length, taken: calls.length, sha256: 'f'.repeat(64) }],
      machine: 'one machine',
      notices: [],
      wallMs: 1000,
      cpuMs: null,
    },
    calibration,
    problems: [],
    calls,
  };
}
