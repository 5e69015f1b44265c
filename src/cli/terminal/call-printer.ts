import pc from 'picocolors';
import type { CallEnded, CallEvent } from '../../calls/events.js';
import { alertBox } from './alert-box.js';
import { clockTime } from './time.js';

type TurnEvent = Extract<CallEvent, { type: 'turn' }>;

const PARTY_NAMES = { remote: 'caller', local: 'you   ', mixed: 'call  ' } as const;
const LEVEL_MARKS = { unknown: '?', clear: '·', suspicious: '▲', scam: '■' } as const;

/** Writes the events of one call for a person to read while they happen. Levels are told in words, never by colour alone. */
export class CallPrinter {
  /** The turn whose line is still open. */
  private open: string | undefined;
  /** What is written of turns that may still grow. */
  private readonly shown = new Map<string, string>();

  constructor(
    private readonly write: (text: string) => void,
    private readonly verbose = false,
  ) {}

  print(event: CallEvent): void {
    switch (event.type) {
      case 'call-started':
        this.line(
          pc.dim(
            `${event.source}; ear ${event.models.ear}, gate ${event.models.gate}, ${judgeName(event.models.judge)}`,
          ),
        );
        break;
      case 'turn':
        this.turn(event);
        break;
      case 'signal':
        this.line(`${' '.repeat(7)}${pc.yellow(`▸ ${event.title}`)}: “${event.quote}”`);
        break;
      case 'risk':
        this.risk(event);
        break;
      case 'alert':
        this.line(alertBox(event));
        break;
      case 'notice':
        this.line(pc.dim(`${' '.repeat(7)}${event.message}`));
        break;
      case 'degraded':
        this.line(
          pc.yellow(
            `${stamp(event.atMs)} ${event.degraded ? `Part of the call is missed (${event.reason}): it is not called clear.` : 'Hearing all again.'}`,
          ),
        );
        break;
      case 'assessment':
        if (this.verbose)
          this.line(
            pc.dim(
              `${stamp(event.atMs)} judge: scam ${percent(event.scam)}, uncertain ${percent(event.uncertain)}, legitimate ${percent(event.legitimate)} (${event.tokens.evaluated} tokens, ${Math.round(event.elapsedMs)} ms)`,
            ),
          );
        break;
      case 'unheard':
        if (this.verbose)
          this.line(
            pc.dim(`${stamp(event.startMs)} ${PARTY_NAMES[event.party]}  (not understood: ${event.reason})`),
          );
        break;
      case 'key':
        this.line(pc.dim(`${stamp(event.atMs)} ${PARTY_NAMES[event.party]}  (key ${event.digit})`));
        break;
      case 'call-ended':
        this.line(summary(event));
        break;
    }
  }

  /** A turn grows on its own line; what comes between breaks it, and its rest goes on below. */
  private turn(event: TurnEvent): void {
    const shown = this.shown.get(event.id) ?? '';
    const grown = event.text.startsWith(shown);
    const rest = grown ? event.text.slice(shown.length) : event.text;
    if (rest !== '') {
      if (this.open !== event.id) {
        this.closeLine();
        const head = shown !== '' && grown ? '…' : PARTY_NAMES[event.party];
        this.write(`${stamp(event.startMs)} ${pc.bold(head.padEnd(6))} `);
      } else if (!grown) {
        // A number was masked only now: the line is written again as it should have been.
        this.write(pc.dim(' … '));
      }
      this.write(shown !== '' && grown ? rest : ` ${rest}`);
      this.open = event.id;
    }
    this.shown.set(event.id, event.text);
    if (!event.final) return;
    this.shown.delete(event.id);
    if (this.open === event.id) this.closeLine();
  }

  private risk(event: Extract<CallEvent, { type: 'risk' }>): void {
    if (event.level === event.previous && !this.verbose) return;
    const text = `${LEVEL_MARKS[event.level]} risk ${percent(event.score)} ${event.level}`;
    const paint = event.level === 'scam' ? pc.red : event.level === 'suspicious' ? pc.yellow : pc.dim;
    this.line(`${' '.repeat(7)}${paint(text)}`);
  }

  private line(text: string): void {
    this.closeLine();
    this.write(`${text}\n`);
  }

  private closeLine(): void {
    if (this.open) this.write('\n');
    this.open = undefined;
  }
}

function summary(event: CallEnded): string {
  const lines = [
    '',
    `${pc.bold('Result')}   ${LEVEL_MARKS[event.highest]} ${event.highest}${event.category ? ` (${event.category})` : ''}, highest risk ${percent(event.score)}`,
    ...event.evidence.map((quote) => `         ${clockTime(quote.startMs)} “${quote.quote}”`),
    event.alertAtMs === null ? 'Alert    none' : `Alert    ${clockTime(event.alertAtMs)} into the call`,
    `Heard    ${clockTime(event.audioMs)} of audio, ${clockTime(event.speechMs)} of speech, ${event.words} words, ${event.unheard} stretches not understood${event.lostMs > 0 ? `, ${clockTime(event.lostMs)} lost` : ''}`,
    `Speed    ${(event.audioMs / Math.max(1, event.wallMs)).toFixed(1)} times real time${event.judged > 0 ? `; judge asked ${event.judged} times, ${event.tokens.evaluated} tokens instead of ${event.tokens.whole}` : ''}`,
  ];
  return lines.join('\n');
}

function judgeName(judge: string | null): string {
  return judge === null ? 'no judge is loaded' : `judge ${judge}`;
}

function stamp(ms: number): string {
  return pc.dim(clockTime(ms).padStart(6));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
