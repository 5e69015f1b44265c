import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/calls/events.js';
import { CallsPrinter } from '../../src/cli/terminal/calls-printer.js';

function turn(callId: string, id: string, text: string, final = false): CallEvent {
  return {
    type: 'turn',
    callId,
    atMs: 0,
    id,
    party: 'remote',
    startMs: 0,
    endMs: 1000,
    text,
    confidence: 1,
    final,
  };
}

const started = (callId: string): CallEvent => ({
  type: 'call-started',
  callId,
  atMs: 0,
  startedAt: '2026-03-01T12:00:00Z',
  source: 'office',
  models: { ear: 'e', gate: 'g', judge: null },
});

const notice = (callId: string, message: string): CallEvent => ({
  type: 'notice',
  callId,
  atMs: 0,
  code: 'X',
  message,
});

function ended(callId: string): CallEvent {
  const totals = { audioMs: 1000, lostMs: 0, speechMs: 1000, words: 2, unheard: 0, judged: 0, wallMs: 1000 };
  const found = { level: 'clear', highest: 'clear', score: 0, category: null, alertAtMs: null } as const;
  return {
    type: 'call-ended',
    callId,
    atMs: 1000,
    ...found,
    ...totals,
    evidence: [],
    tokens: { evaluated: 0, whole: 0 },
  };
}

function show(events: readonly CallEvent[]): string {
  let text = '';
  const printer = new CallsPrinter((more) => {
    text += more;
  });
  for (const event of events) printer.print(event);
  return stripVTControlCharacters(text);
}

describe('calls at a terminal', () => {
  it('shows one call word by word, with nothing before its lines', () => {
    const text = show([started('a'), turn('a', '1', 'hello'), turn('a', '1', 'hello there')]);
    expect(text).toMatch(/caller {2}hello there$/);
    expect(text).not.toContain('[a]');
  });

  it('shows whole lines of several, each with its call, and loses no word', () => {
    const text = show([
      started('a'),
      turn('a', '1', 'one'),
      started('b'),
      turn('b', '1', 'other'),
      turn('a', '1', 'one two', true),
      turn('b', '1', 'other words', true),
      notice('a', 'noted'),
    ]);
    const lines = text.split('\n');
    expect(lines.filter((line) => line.startsWith('[b]')).join(' ')).toContain('other words');
    expect(lines.find((line) => line.includes('noted'))).toMatch(/^\[a\]/);
    for (const word of ['one', 'two', 'other', 'words']) expect(text).toContain(word);
    for (const line of lines) expect(line.match(/\[[ab]\]/g)?.length ?? 0).toBeLessThan(2);
  });

  it('goes back to one call when the others have ended', () => {
    const text = show([
      started('a'),
      started('b'),
      turn('b', '1', 'unfinished'),
      ended('b'),
      turn('a', '1', 'alone'),
      turn('a', '1', 'alone again'),
    ]);
    expect(text).toContain('unfinished');
    expect(text).toMatch(/caller {2}alone again$/);
  });
});
