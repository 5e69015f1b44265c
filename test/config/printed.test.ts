import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.js';
import { printedConfig } from '../../src/config/printed.js';

describe('the configuration as it is shown', () => {
  it('has what was set and no secret', () => {
    const config = {
      lines: [
        { kind: 'asterisk', password: 'hush-1' },
        { kind: 'sip', server: 'wss://127.0.0.1/ws', user: 'warden', password: 'hush-9' },
      ],
      alerts: {
        sinks: [
          { kind: 'webhook', url: 'http://127.0.0.1:8123/api/webhook/hush-2?key=hush-3' },
          {
            kind: 'command',
            program: '/usr/bin/notify',
            arguments: [
              '--level',
              '{level}',
              '--token',
              'hush-4',
              '--key=hush-5',
              '-phush-6',
              'Bearer hush-7\nhush-8',
            ],
          },
          { kind: 'mqtt', user: 'warden', passwordFile: '/etc/callwarden/mqtt' },
        ],
      },
    };
    const shown = printedConfig(parseConfig(JSON.stringify(config), 'test'));
    expect(shown).not.toContain('hush');
    for (const text of ['--level', '"{level}"', '--token', '--key=(hidden)', '/usr/bin/notify']) {
      expect(shown).toContain(text);
    }
    for (const text of ['http://127.0.0.1:8123/(hidden)', 'user: warden', '/etc/callwarden/mqtt']) {
      expect(shown).toContain(text);
    }
  });
});
