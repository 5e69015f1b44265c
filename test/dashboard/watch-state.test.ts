import { describe, expect, it } from 'vitest';
import { timelineKept } from '../../src/dashboard/model/timeline-kept.js';
import { watchState } from '../../src/dashboard/model/watch-state.js';
import type { Health } from '../../src/server/schemas/health.js';
import { detail, risk } from './events.js';

type Line = Health['lines'][number];
type Model = Health['models'][number];

const line = (kind: string, state: Line['state']): Line => ({
  name: kind,
  kind,
  state,
  reason: null,
  calls: 0,
});
const model = (role: Model['role'], state: Model['state'] = 'up'): Model => ({
  role,
  name: role,
  state,
  restarts: 0,
});
const MODELS = [model('ear'), model('gate'), model('judge'), model('voice')];
const SAMPLE = line('sample', 'up');

describe('watchState', () => {
  it('is watching only while a line is up that is none of samples', () => {
    const of = (...lines: Line[]) => watchState('open', { models: MODELS, lines });
    expect(of(line('sip', 'up'), line('asterisk', 'down'), SAMPLE)).toBe('watching');
    expect(of(SAMPLE)).toBe('not-watching');
    expect(of(line('sip', 'reconnecting'), line('asterisk', 'down'), SAMPLE)).toBe('not-watching');
  });

  it('is not watching when no word is heard; without its judge it still is', () => {
    const of = (...models: Model[]) => watchState('open', { models, lines: [line('sip', 'up')] });
    expect(of(model('ear', 'restarting'), model('voice'))).toBe('not-watching');
    expect(of(model('ear'), model('voice'), model('judge', 'missing'))).toBe('watching');
  });

  it('says so while the models are loaded, and when the page cannot tell', () => {
    const well = { models: MODELS, lines: [line('sip', 'up')] };
    expect(watchState('open', { models: [], lines: [] })).toBe('preparing');
    expect(watchState('open', undefined)).toBe('unknown');
    expect(watchState('connecting', well)).toBe('unknown');
    expect(watchState('lost', well)).toBe('lost');
  });
});

describe('timelineKept', () => {
  it('is false of a remembered call without words and readings alone', () => {
    const remembered = detail({ state: 'ended', transcriptKept: false });
    expect(timelineKept(remembered)).toBe(false);
    expect(timelineKept({ ...remembered, risk: [risk()] })).toBe(true);
    expect(timelineKept({ ...remembered, transcriptKept: true })).toBe(true);
    expect(timelineKept({ ...remembered, state: 'live' })).toBe(true);
  });
});
