import { describe, expect, it } from 'vitest';
import { PbxActionsSink } from '../../../src/alerts/sinks/pbx-actions-sink.js';
import { parseConfig } from '../../../src/config/load.js';
import { CallwardenError, type ErrorCode } from '../../../src/errors.js';
import { AsteriskSource } from '../../../src/sources/asterisk/asterisk-source.js';
import type { CallActions, LiveCall } from '../../../src/sources/call-source.js';
import { alertOf, callOf, never } from './alerts.js';

type OnAlert = NonNullable<LiveCall['onAlert']>;

/** A call that writes down what is done to it. */
function actedOn(onAlert: Partial<OnAlert>, { faults = {} as Partial<CallActions> } = {}) {
  const done: string[] = [];
  const actions: CallActions = {
    warn: async () => {
      done.push('warning begins');
      await new Promise(setImmediate);
      done.push('warning heard');
    },
    setVariable: async (value) => void done.push(`variable ${value}`),
    sendText: async (text) => void done.push(`text ${text}`),
    hangUp: async () => void done.push('hung up'),
    ...faults,
  };
  return { done, call: callOf('a', { actions, onAlert: { suspicious: [], scam: [], ...onAlert } }) };
}

const TEXT = 'text Gift cards. Hang up. No office is paid in gift cards.';

describe('what a line does at an alert', () => {
  it('is what its configuration has for the level', async () => {
    const { done, call } = actedOn({ suspicious: ['variable'], scam: ['warn', 'text'] });
    await new PbxActionsSink().deliver(alertOf('suspicious'), call, never());
    expect(done.splice(0)).toEqual(['variable suspicious']);
    await new PbxActionsSink().deliver(alertOf('scam'), call, never());
    expect(done).toEqual(['warning begins', TEXT, 'warning heard']);
  });

  it('ends the call only after the warning, even when that failed', async () => {
    const { done, call } = actedOn({ scam: ['hangUp', 'warn', 'variable'] });
    await new PbxActionsSink().deliver(alertOf(), call, never());
    expect(done).toEqual(['warning begins', 'variable scam', 'warning heard', 'hung up']);

    const refused = () => Promise.reject(new CallwardenError('CW_PBX_REFUSED', 'no.'));
    const broken = actedOn({ scam: ['hangUp', 'warn'] }, { faults: { warn: refused } });
    await expect(new PbxActionsSink().deliver(alertOf(), broken.call, never())).rejects.toMatchObject({
      code: 'CW_PBX_REFUSED',
      message: 'warn: no.',
    });
    expect(broken.done).toEqual(['hung up']);
  });

  it('does not end a call that a person has called no scam while the warning was spoken', async () => {
    const taken = new AbortController();
    const { done, call } = actedOn(
      { scam: ['hangUp', 'warn'] },
      { faults: { warn: async () => taken.abort() } },
    );
    await new PbxActionsSink().deliver(alertOf(), call, taken.signal);
    expect(done).toEqual([]);
  });

  it('clears the variable of a call that a person has called no scam, once', async () => {
    const { done, call } = actedOn({ suspicious: ['variable'], scam: ['variable'] });
    const sink = new PbxActionsSink();
    await sink.deliver(alertOf('suspicious'), call, never());
    await sink.deliver(alertOf('scam'), call, never());
    await sink.takeBack('another');
    await sink.takeBack('a');
    await sink.takeBack('a');
    expect(done).toEqual(['variable suspicious', 'variable scam', 'variable clear']);
  });

  it('clears it after what was on its way, and not where nothing was set', async () => {
    let arrive = () => {};
    const slow = actedOn({ scam: ['variable'] });
    const setVariable = async (value: string) => {
      if (value === 'scam') await new Promise<void>((resolve) => (arrive = resolve));
      slow.done.push(`variable ${value}`);
    };
    const sink = new PbxActionsSink();
    const call = { ...slow.call, actions: { setVariable } };
    const delivered = sink.deliver(alertOf(), call, never());
    const takenBack = sink.takeBack('a');
    arrive();
    await Promise.all([delivered, takenBack]);
    expect(slow.done).toEqual(['variable scam', 'variable clear']);

    const warned = actedOn({ scam: ['warn'] });
    await sink.deliver(alertOf(), warned.call, never());
    await sink.takeBack('a');
    expect(warned.done).toEqual(['warning begins', 'warning heard']);
  });

  it.each([
    ['CW_PBX_CALL_GONE', 'nothing'],
    ['CW_ABORTED', 'nothing'],
    ['CW_PBX_SILENT', 'variable: as asked'],
  ] as const)('says of a variable that cannot be cleared (%s): %s', async (code, said) => {
    const setVariable = async (value: string) => {
      if (value === 'clear') throw new CallwardenError(code, 'as asked');
    };
    const { call } = actedOn({ scam: ['variable'] }, { faults: { setVariable } });
    const sink = new PbxActionsSink(1);
    await sink.deliver(alertOf(), call, never());
    const outcome = await sink.takeBack('a').then(
      () => 'nothing',
      (thrown: Error) => thrown.message,
    );
    expect(outcome).toBe(said);
  });

  it('asks a PBX that is away again, and can be asked again itself until it is done', async () => {
    const answers: (ErrorCode | 'done')[] = ['CW_PBX_UNREACHABLE', 'CW_PBX_REFUSED', 'CW_PBX_SILENT', 'done'];
    const cleared: string[] = [];
    const setVariable = async (value: string) => {
      const answer = value === 'clear' ? answers.shift() : 'done';
      if (answer !== 'done') throw new CallwardenError(answer ?? 'CW_INTERNAL', 'as asked');
      cleared.push(value);
    };
    const { call } = actedOn({ scam: ['variable'] }, { faults: { setVariable } });
    const sink = new PbxActionsSink();
    await sink.deliver(alertOf(), call, never());
    await expect(sink.takeBack('a')).rejects.toMatchObject({ code: 'CW_PBX_REFUSED' });
    await sink.takeBack('a');
    expect(cleared).toEqual(['scam', 'clear']);
    await sink.takeBack('a');
    expect(cleared).toEqual(['scam', 'clear']);
  });

  it('does nothing on lines that can do nothing', async () => {
    await new PbxActionsSink().deliver(alertOf(), callOf(), never());
    const { call } = actedOn({ scam: ['warn', 'variable', 'text', 'hangUp'] });
    await new PbxActionsSink().deliver(alertOf(), { ...call, actions: {} }, never());
  });

  it('never ends a call unless that is asked for twice', () => {
    const line = (actions: object) => {
      const config = parseConfig(JSON.stringify({ lines: [{ kind: 'asterisk', actions }] }), 'test');
      const [parsed] = config.lines;
      if (parsed?.kind !== 'asterisk') throw new Error('no line');
      return parsed;
    };
    expect(line({ hangUp: true }).actions.onScam).not.toContain('hangUp');
    expect(() => new AsteriskSource(line({ onScam: ['hangUp'] }))).toThrow(
      '`actions.hangUp` does not allow it',
    );
    expect(() => new AsteriskSource(line({ hangUp: true, onScam: ['hangUp'] }))).not.toThrow();
  });
});
