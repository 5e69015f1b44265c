import { vi } from 'vitest';

// As much of a browser and of a service as the state of the page asks for: what it hears, what it is answered.

/** A stream of events as the page opens it; the test says what comes. */
export class FakeSource extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }

  static get notClosed(): FakeSource[] {
    return FakeSource.all.filter(({ readyState }) => readyState !== FakeSource.CLOSED);
  }

  open(): void {
    this.readyState = FakeSource.OPEN;
    this.onopen?.();
  }

  /** The connection breaks: a browser would try again by itself. */
  cut(): void {
    this.readyState = 0;
    this.onerror?.();
  }

  /** The service answers with an error: a browser gives up. */
  refuse(): void {
    this.readyState = FakeSource.CLOSED;
    this.onerror?.();
  }

  say(name: string, message: object): void {
    const said = Object.assign(new Event(name), { data: JSON.stringify(message), lastEventId: '2' });
    this.dispatchEvent(said);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
}

export interface Answer {
  readonly status?: number;
  readonly body: object;
}

/** What the service answers, by path below `/api/v1`; a test changes it as it goes. */
export type Answers = Map<string, Answer | (() => Promise<Answer>)>;

/**
 * Puts it in place of the browser's.
 * @param hidden whether nobody sees the page
 * @returns what the service answers, and the window to dispatch events on
 */
export function fakeBrowser(hidden = true): { readonly answers: Answers; readonly page: EventTarget } {
  const answers: Answers = new Map();
  const page = new EventTarget();
  const kept = () => ({ getItem: () => null, setItem: () => {} });
  const media = Object.assign(new EventTarget(), { matches: true });
  const root = { dataset: {}, lang: '' };
  FakeSource.all = [];
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden, documentElement: root }));
  vi.stubGlobal('sessionStorage', kept());
  vi.stubGlobal('localStorage', kept());
  vi.stubGlobal('navigator', { language: 'en', languages: ['en'] });
  vi.stubGlobal('location', { pathname: '/', origin: 'http://localhost' });
  vi.stubGlobal('matchMedia', () => media);
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('fetch', async (path: string) => {
    const known = answers.get(path.replace('/api/v1', ''));
    if (known === undefined) throw new Error(`nobody answers ${path}`);
    const { status = 200, body } = typeof known === 'function' ? await known() : known;
    return new Response(JSON.stringify(body), { status, headers: { 'last-event-id': '1' } });
  });
  return { answers, page };
}
