import { describe, expect, it } from 'vitest';
import { defaultConfig, parseConfig } from '../../../src/config/load.js';
import {
  directionOf,
  isParticipant,
  type Protection,
  protectedAmong,
} from '../../../src/sources/asterisk/protected-party.js';
import { channel } from './channels.js';

function protection(protect: Partial<Protection>): Protection {
  const [line] = parseConfig(JSON.stringify({ lines: [{ kind: 'asterisk', protect }] }), 'test').lines;
  if (line?.kind !== 'asterisk') throw new Error('no line');
  return line.protect;
}

const trunk = channel('PJSIP/provider-00000001');
const phone = channel('PJSIP/201-00000002', { called: true, number: '201', context: 'from-internal' });
const other = channel('PJSIP/305-00000003', { number: '305', context: 'from-internal' });
const chosen = (pair: Parameters<typeof protectedAmong>[0], protect: Partial<Protection>) =>
  protectedAmong(pair, protection(protect)).map(({ name }) => name);

describe('who is protected', () => {
  it('is the one that was called, when nothing is said', () => {
    expect(defaultConfig().lines).toEqual([]);
    expect(chosen([trunk, phone], {})).toEqual([phone.name]);
    expect(chosen([phone, trunk], {})).toEqual([phone.name]);
  });

  it('is the phone that a queue rang, and the call is inbound to it', () => {
    // app_queue.c gives the channels that it makes the extension of the caller, as app_dial.c does.
    const member = { ...phone, dialplan: { context: 'ext-queues', exten: '600', app_name: 'AppQueue' } };
    expect(chosen([member, trunk], {})).toEqual([phone.name]);
    expect(directionOf(member)).toBe('inbound');
  });

  it.each<[string, Partial<Protection>, string[]]>([
    ['never a trunk', { trunks: ['pjsip/PROVIDER-*'] }, [phone.name]],
    ['nobody when both are trunks', { trunks: ['PJSIP/*'] }, []],
    ['by channel', { channels: ['PJSIP/provider-*'] }, [trunk.name]],
    ['by context', { contexts: ['from-*'] }, [phone.name]],
    ['by its own number', { extensions: ['20?'] }, [phone.name]],
    ['by all that is asked', { extensions: ['20?'], contexts: ['elsewhere'] }, []],
    ['by direction, when it was called', { extensions: ['201'], direction: 'inbound' }, [phone.name]],
    ['not in the other direction', { extensions: ['201'], direction: 'outbound' }, []],
    ['a dot is a dot', { extensions: ['2.1'] }, []],
  ])('%s', (_what, protect, names) => {
    expect(chosen([trunk, phone], protect)).toEqual(names);
  });

  it('is the called one of two that both qualify', () => {
    expect(chosen([other, phone], { contexts: ['from-internal'] })).toEqual([phone.name]);
  });

  it('is everybody who qualifies in a conference, and one alone when nothing is said', () => {
    expect(chosen([trunk, phone, other], { trunks: ['PJSIP/provider-*'] })).toEqual([phone.name, other.name]);
    expect(chosen([trunk, phone, other], {})).toHaveLength(1);
  });

  it.each([
    'Snoop/x-1',
    'UnicastRTP/127.0.0.1:4000-0x7f',
    'WebSocket/INCOMING/a',
    'CBAnn/room-1',
    'Recorder/a',
  ])('never %s, behind which is nobody', (name) => {
    expect(isParticipant({ name })).toBe(false);
  });
});
