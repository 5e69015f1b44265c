import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { DesktopSink } from '../../../src/alerts/sinks/desktop-sink.js';
import { alertOf, callOf, configOf, never, QUOTE } from './alerts.js';

function desktop(settings: object = {}, platform?: NodeJS.Platform): DesktopSink {
  const [sink] = configOf([{ kind: 'desktop', ...settings }]).alerts.sinks;
  if (sink?.kind !== 'desktop') throw new Error('no sink');
  return new DesktopSink(sink, platform);
}

const children: ChildProcess[] = [];
afterEach(() => {
  delete process.env['DBUS_SESSION_BUS_ADDRESS'];
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A real session bus of our own. */
async function bus(): Promise<void> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], { stdio: 'pipe' });
  children.push(daemon);
  const [address] = await Promise.race([once(daemon.stdout, 'data'), failure(daemon, 'dbus-daemon')]);
  process.env['DBUS_SESSION_BUS_ADDRESS'] = String(address).trim();
}

/** A desktop without a screen: it takes notifications as the specification says, and writes them down. */
async function screen(): Promise<() => string> {
  // Debian's own Python: the package is not seen by another one.
  const args = ['-m', 'dbusmock', '--session', '--template', 'notification_daemon'];
  const daemon = spawn('/usr/bin/python3', args, { stdio: 'pipe' });
  children.push(daemon);
  let shown = '';
  daemon.stdout.on('data', (chunk) => {
    shown += chunk;
  });
  await Promise.race([ready(), failure(daemon, 'python3-dbusmock')]);
  return () => shown;
}

/** Waits until somebody on the bus shows notifications. */
async function ready(): Promise<void> {
  const question = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.Notifications',
    '/org/freedesktop/Notifications',
    'org.freedesktop.Notifications.GetServerInformation',
  ];
  await expect
    .poll(async () => (await once(spawn('dbus-send', question, { stdio: 'ignore' }), 'exit'))[0], {
      timeout: 30_000,
    })
    .toBe(0);
}

async function failure(child: ChildProcess, name: string): Promise<never> {
  const [what] = await Promise.race([once(child, 'exit'), once(child, 'error')]);
  throw new Error(`${name} ended at once (${what}): install the Debian packages dbus and python3-dbusmock.`);
}

describe('notification on the desktop', () => {
  it('says what it is in words, with urgency and icon, and what to do', async () => {
    await bus();
    const shown = await screen();
    await desktop().deliver(alertOf('scam'), callOf(), never());
    await expect.poll(shown).toContain('This looks like a scam: Gift cards');
    expect(shown()).toContain('Hang up. No office is paid in gift cards.');
    expect(shown()).toContain('dialog-error');
    expect(shown()).not.toContain(QUOTE);
    await desktop({ withQuotes: true }).deliver(alertOf('suspicious'), callOf(), never());
    await expect.poll(shown).toContain('Suspicious call: Gift cards');
    expect(shown()).toContain(QUOTE);
    expect(shown()).not.toContain('Sample');
    await desktop().deliver(alertOf(), callOf('sample-1', { line: 'sample' }), never());
    await expect.poll(shown).toContain('Sample call: This looks like a scam: Gift cards');
  });

  it('shows what is said as it was said: no markup, no options', async () => {
    await bus();
    const shown = await screen();
    const alert = { ...alertOf(), title: '--help', advice: '<b>&amp; hang up' };
    await desktop().deliver(alert, callOf(), never());
    await expect.poll(shown).toContain('&lt;b&gt;&amp;amp; hang up');
    expect(shown()).toContain('This looks like a scam: --help');
  });

  it('without a desktop fails as something that may pass', async () => {
    await bus();
    await expect(desktop().deliver(alertOf(), callOf(), never())).rejects.toMatchObject({
      code: 'CW_ALERT_UNDELIVERED',
      message: expect.stringContaining('notify-send'),
    });
  });

  it.each([
    ['linux', /need the program notify-send: `apt-get install libnotify-bin`/],
    ['darwin', /need the program osascript\./],
  ] as const)('on %s names the program that is missing', async (platform, message) => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const failure = desktop({}, platform).deliver(alertOf(), callOf(), never());
      await expect(failure).rejects.toMatchObject({
        code: 'CW_ALERT_PROGRAM',
        message: expect.stringMatching(message),
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
