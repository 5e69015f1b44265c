import type { DesktopSinkConfig } from '../../config/alerts.js';
import { CallwardenError } from '../../errors.js';
import type { Alert } from '../alert.js';
import { markSample } from './alert-message.js';
import { type AlertedCall, type AlertSink, type Delivery, FRESH_MS } from './alert-sink.js';
import { runProgram } from './run-program.js';

/** How a program finds the session of the desktop. */
const SESSION = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'DISPLAY', 'WAYLAND_DISPLAY'];

/** AppleScript takes its words as arguments, so that nothing in them is script. */
const APPLESCRIPT =
  'on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv) sound name "Sosumi"\nend run';

/** A notification on the desktop of the user that we run as: notify-send over D-Bus, osascript on macOS. */
export class DesktopSink implements AlertSink {
  readonly name: string;
  readonly minLevel: AlertSink['minLevel'];
  readonly delivery: Delivery;

  constructor(
    private readonly settings: DesktopSinkConfig,
    private readonly platform: NodeJS.Platform = process.platform,
  ) {
    this.name = settings.name;
    this.minLevel = settings.minLevel;
    const { timeoutMs } = settings;
    this.delivery = { queue: 20, concurrency: 1, timeoutMs, attempts: 2, freshMs: FRESH_MS };
  }

  /** @throws CallwardenError CW_ALERT_PROGRAM that names the missing program, CW_ALERT_UNDELIVERED without a desktop */
  async deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const what = alert.level === 'scam' ? 'This looks like a scam' : 'Suspicious call';
    const title = markSample(`${what}: ${alert.title}`, call);
    const quotes = this.settings.withQuotes ? alert.evidence.map(({ quote }) => `“${quote}”`) : [];
    const body = [alert.advice, ...quotes].join('\n');
    const [program, args] =
      this.platform === 'darwin' ? osascript(title, body) : notifySend(title, body, alert);
    try {
      await runProgram({ program, args, variables: SESSION, signal });
    } catch (thrown) {
      if (!(thrown instanceof CallwardenError) || thrown.code !== 'CW_ALERT_PROGRAM') throw thrown;
      const remedy = program === 'notify-send' ? ': `apt-get install libnotify-bin`' : '';
      const what = `Notifications on the desktop need the program ${program}${remedy}.`;
      throw new CallwardenError('CW_ALERT_PROGRAM', what, { cause: thrown });
    }
  }

  async close(): Promise<void> {}
}

function notifySend(title: string, body: string, { level }: Alert): [string, string[]] {
  const [urgency, icon] = level === 'scam' ? ['critical', 'dialog-error'] : ['normal', 'dialog-warning'];
  return [
    'notify-send',
    // The body is a little markup language (Desktop Notifications Specification, section "Markup").
    [`--urgency=${urgency}`, `--icon=${icon}`, '--app-name=Callwarden', '--', title, escapeMarkup(body)],
  ];
}

function osascript(title: string, body: string): [string, string[]] {
  return ['osascript', ['-e', APPLESCRIPT, title, body]];
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
