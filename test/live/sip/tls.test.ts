import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asterisk } from '../helpers/asterisk.js';
import { eventually } from '../helpers/tapped.js';
import { agentLine, Listener, soundMs } from './sip-server.js';

const folder = mkdtempSync(join(tmpdir(), 'callwarden-tls-'));
const certificate = join(folder, 'certificate.pem');
const key = join(folder, 'key.pem');

let pbx: Asterisk;
/** TLS before Asterisk's own HTTP server: what a reverse proxy does. */
let proxy: Server;
let server = '';

beforeAll(async () => {
  pbx = await Asterisk.start();
  await pbx.console('core waitfullybooted');
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const about = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...request, ...about, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  proxy = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
    const inside = connect(pbx.ports.http, '127.0.0.1');
    socket.pipe(inside).pipe(socket);
    socket.on('error', () => inside.destroy());
    inside.on('error', () => socket.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  server = `wss://localhost:${typeof address === 'object' ? address?.port : 0}/ws`;
});
afterAll(async () => {
  proxy.close();
  await pbx[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('over TLS', () => {
  it('registers and hears with the authority of the server, given as caFile', async () => {
    const line = agentLine(pbx, { server, domain: '127.0.0.1', caFile: certificate });
    await using listener = await new Listener(line).up();
    await pbx.console('channel originate PJSIP/agent extension 604@default');
    const { frames } = await listener.call();
    await eventually(() => soundMs(frames) > 200, 'the conference greets');
    expect(listener.faults).toEqual([]);
  });

  it('does not talk to a server whose certificate nobody vouches for', async () => {
    await using listener = new Listener(agentLine(pbx, { server, domain: '127.0.0.1' }));
    await eventually(() => listener.faults.length > 0, 'it is told');
    expect(listener.faults).toEqual(['CW_SIP_UNREACHABLE']);
    expect(listener.source.health().reason).toMatch(/self-signed certificate/);
  });
});
