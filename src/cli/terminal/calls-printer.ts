import pc from 'picocolors';
import type { CallEvent } from '../../calls/events.js';
import { CallPrinter } from './call-printer.js';

interface Shown {
  readonly printer: CallPrinter;
  /** What is written of a line that is not complete. */
  rest: string;
}

/**
 * Shows the calls of a service at one terminal. One call is shown as it is heard, word by word; of several at a time whole
 * lines are shown, each with its call before it.
 */
export class CallsPrinter {
  private readonly calls = new Map<string, Shown>();
  /** The call whose unfinished line stands at the terminal. */
  private open: string | undefined;

  constructor(
    private readonly write: (text: string) => void,
    private readonly verbose = false,
  ) {}

  print(event: CallEvent): void {
    const { callId } = event;
    const shown = this.calls.get(callId) ?? this.begin(callId);
    shown.printer.print(event);
    if (event.type !== 'call-ended') return;
    this.calls.delete(callId);
    if (shown.rest !== '') this.line(callId, shown.rest);
    this.write('\n');
  }

  private begin(callId: string): Shown {
    const shown: Shown = {
      printer: new CallPrinter((text) => this.take(callId, text), this.verbose),
      rest: '',
    };
    this.calls.set(callId, shown);
    return shown;
  }

  private take(callId: string, text: string): void {
    const shown = this.calls.get(callId);
    if (!shown) return;
    if (this.calls.size === 1 && shown.rest === '') {
      this.write(text);
      this.open = text.endsWith('\n') ? undefined : callId;
      return;
    }
    const lines = (shown.rest + text).split('\n');
    shown.rest = lines.pop() ?? '';
    for (const line of lines) this.line(callId, line);
  }

  private line(callId: string, line: string): void {
    if (this.open !== undefined) this.write('\n');
    this.open = undefined;
    this.write(`${pc.dim(`[${callId}]`)} ${line}\n`);
  }
}
