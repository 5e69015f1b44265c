import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseConfig } from '../../../src/config/load.js';
import { AriClient } from '../../../src/sources/asterisk/ari-client.js';
import type { Pbx } from '../../../src/sources/asterisk/pbx.js';
import { StasisArrivals } from '../../../src/sources/asterisk/stasis-arrivals.js';
import { TapNames } from '../../../src/sources/asterisk/tap-names.js';
import { channel } from './channels.js';

/** A PBX of ours on a port of this machine. @param actions settings of the line */
export function pbxAt(port: number, actions: object = {}): Pbx {
  const asterisk = { kind: 'asterisk', url: `http://127.0.0.1:${port}/ari`, actions };
  const [line] = parseConfig(JSON.stringify({ lines: [asterisk] }), 'test').lines;
  if (line?.kind !== 'asterisk') throw new Error('no Asterisk line');
  return {
    line,
    ari: new AriClient(line),
    names: new TapNames(line.app),
    arrivals: new StasisArrivals(),
    held: new Set(),
    media: 'rtp',
    host: '127.0.0.1',
  };
}

const GONE = [404, { message: 'Not found' }] as const;

/** A fake PBX that knows taps and nothing else, for faults that a real one shows too seldom. */
export class FakePbx implements Disposable {
  /** `METHOD /path` of all that was asked. */
  readonly asked: string[] = [];
  /** Channels and bridges of ours that it has. */
  readonly there = new Set<string>();
  /** What was asked for before it was held: a sweep at that moment would take it for a leftover. */
  readonly unheld: string[] = [];
  /** Nothing more can be put on, as where a PBX has no channels left. */
  full = false;
  /** What cannot be put on, of all that is asked for by name. */
  refused: RegExp | undefined;
  readonly pbx: Pbx;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    actions: object,
  ) {
    this.pbx = pbxAt((server.address() as AddressInfo).port, actions);
    server.on('request', async (request, response) => {
      let body = '';
      for await (const bytes of request) body += bytes;
      const path = decodeURIComponent((request.url ?? '').replace(/^\/ari|\?.*$/g, ''));
      this.asked.push(`${request.method} ${path}`);
      const [status, answer] = this.#answer(request.method, path, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  }

  static async start(actions: object = {}): Promise<FakePbx> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakePbx(server, actions);
  }

  /** How many taps were asked for. */
  get taps(): number {
    return this.asked.filter((what) => what.includes('/snoop/')).length;
  }

  /** Takes off what is ours, as an event or a person does that tells nobody. */
  cut(): void {
    this.there.clear();
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  #answer(method: string | undefined, path: string, body: string): readonly [number, unknown?] {
    const id = path.split('/').at(-1) ?? '';
    if (method === 'DELETE') return this.there.delete(id) ? [204] : GONE;
    if (method === 'GET') {
      const stem = id.replace(/bridge$/, '');
      const channels = [...this.there].filter((one) => one.startsWith(stem) && one !== id);
      const bridge = { id, bridge_class: 'stasis', bridge_type: 'mixing', channels };
      return this.there.has(id) ? [200, bridge] : GONE;
    }
    if (id === 'addChannel') return [204];
    const made = id === 'externalMedia' ? String(JSON.parse(body).channelId) : id;
    if (this.full || this.refused?.test(made)) return [500, { message: 'Allocation failed' }];
    this.there.add(made);
    if (!this.pbx.held.has(made)) this.unheld.push(made);
    this.pbx.arrivals.arrived(made);
    // Where audio is sent to: the port that discards all.
    const channelvars = { UNICASTRTP_LOCAL_ADDRESS: '127.0.0.1', UNICASTRTP_LOCAL_PORT: '9' };
    return [200, { ...channel('UnicastRTP/x'), id: made, channelvars }];
  }
}
