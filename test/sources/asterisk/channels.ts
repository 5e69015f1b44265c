import type { AriBridge, AriChannel } from '../../../src/sources/asterisk/ari-types.js';

/** A channel as ARI shows it. @param called it was made by Dial() */
export function channel(name: string, { called = false, number = '', context = 'default' } = {}): AriChannel {
  return {
    id: `id-${name}`,
    name,
    state: 'Up',
    caller: { name: '', number },
    connected: { name: '', number: '' },
    dialplan: {
      context,
      exten: called ? '' : '600',
      ...(called ? { app_name: 'AppDial' } : { app_name: 'Dial' }),
    },
    creationtime: '2026-01-01T10:00:00.000+0000',
  };
}

export function bridge(id: string, channels: readonly AriChannel[], type = 'mixing'): AriBridge {
  return { id, bridge_class: 'basic', bridge_type: type, channels: channels.map((one) => one.id) };
}
