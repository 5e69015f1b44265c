import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import type { NetworkAddress } from './address.js';

/** Says of each attempt why it may not be; undefined lets it pass. */
export interface Judges {
  /** A connection, or a datagram. */
  readonly connecting: (address: NetworkAddress) => Error | undefined;
  /** A name on its way to the system's resolver. */
  readonly lookingUp: (name: string) => Error | undefined;
  /** A question put to name servers past the system's resolver. */
  readonly asking: (question: string) => Error | undefined;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts judges before Node's sockets and name look-ups. http, tls, fetch and every client library come through here, for
 * Node's own modules call these very methods. Sockets of the file system (no host) stay on the machine and pass.
 * @returns takes them away again
 */
export function intercept(judges: Judges): () => void {
  const undo: (() => void)[] = [];
  const wrap = (owner: object, name: string, around: (original: Method) => Method) => {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') return;
    Reflect.set(owner, name, around(original as Method));
    undo.push(() => Reflect.set(owner, name, original));
  };

  wrap(net.Socket.prototype, 'connect', (connect) => guardedConnect(connect, judges));
  wrap(dgram.Socket.prototype, 'connect', (connect) => guardedAssociate(connect, judges));
  wrap(dgram.Socket.prototype, 'send', (send) => guardedSend(send, judges));

  wrap(dns, 'lookup', (lookup) => withCallback(lookup, (name) => judges.lookingUp(name)));
  wrap(dns.promises, 'lookup', (lookup) => withPromise(lookup, (name) => judges.lookingUp(name)));
  for (const [owner, guarded] of [
    [dns, withCallback],
    [dns.Resolver.prototype, withCallback],
    [dns.promises, withPromise],
    [dns.promises.Resolver.prototype, withPromise],
  ] as const) {
    for (const name of questionsOf(owner)) {
      wrap(owner, name, (ask) => guarded(ask, (subject) => judges.asking(`${name} ${subject}`)));
    }
  }
  // `import { lookup } from 'node:dns'` sees the guarded one too.
  syncBuiltinESMExports();
  return () => {
    for (const one of undo.splice(0).reverse()) one();
    syncBuiltinESMExports();
  };
}

/** Methods that ask name servers: `resolve`, `resolve4`, `resolveMx` …, `reverse` and `lookupService`. */
function questionsOf(owner: object): string[] {
  return Object.getOwnPropertyNames(owner).filter((name) => /^(resolve|reverse|lookupService)/.test(name));
}

function withCallback(original: Method, judge: (subject: string) => Error | undefined): Method {
  return function (...args) {
    const error = judge(String(args[0] ?? ''));
    const callback = args.at(-1);
    if (!error || typeof callback !== 'function') return original.apply(this, args);
    process.nextTick(callback, error);
    return undefined;
  };
}

function withPromise(original: Method, judge: (subject: string) => Error | undefined): Method {
  return function (...args) {
    const error = judge(String(args[0] ?? ''));
    return error ? Promise.reject(error) : original.apply(this, args);
  };
}

/** A refused connection fails as one whose name is not found: sockets, TLS and HTTP know what to do then. */
function guardedConnect(connect: Method, { connecting }: Judges): Method {
  return function (...args) {
    const target = connectTarget(args);
    const error = target && connecting(target);
    if (!error) return connect.apply(this, args);
    const lookup = (_name: string, _options: unknown, done: (error: Error) => void) =>
      setImmediate(done, error);
    return connect.call(this, { host: 'refused.invalid', port: 9, lookup });
  };
}

/** @returns undefined for a socket of the file system */
function connectTarget(args: readonly unknown[]): NetworkAddress | undefined {
  // Node's own callers hand over an array made of `options` and the callback.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string' && first.path !== '') return undefined;
    const host = 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
    return { host, port: 'port' in first ? Number(first.port) : 0 };
  }
  // As Node tells a path from a port: '0x50' and '80 ' are ports.
  if (typeof first === 'string' && !(Number(first) >= 0)) return undefined;
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}

function guardedAssociate(connect: Method, { connecting }: Judges): Method {
  return function (this: unknown, ...args) {
    const [port, address] = args;
    const host = typeof address === 'string' && address !== '' ? address : '127.0.0.1';
    const error = connecting({ host, port: Number(port) });
    if (error) return fail(this, error, args.at(-1));
    return connect.apply(this, args);
  };
}

function guardedSend(send: Method, { connecting }: Judges): Method {
  return function (this: unknown, ...args) {
    // A socket that was connected before sends where it was let to.
    const target = sendTarget(this, args);
    const error = target && connecting(target);
    if (error) return fail(this, error, args.at(-1));
    return send.apply(this, args);
  };
}

/** `send(message, port, address?)` or `send(message, offset, length, port, address?)`; undefined on a connected socket. */
function sendTarget(socket: unknown, args: readonly unknown[]): NetworkAddress | undefined {
  if (socket instanceof dgram.Socket && isConnected(socket)) return undefined;
  // As Node itself tells the two forms apart.
  const long = Boolean(args[4]) || (Boolean(args[3]) && typeof args[3] !== 'function');
  const [port, address] = long ? args.slice(3) : args.slice(1);
  return { host: typeof address === 'string' && address !== '' ? address : '127.0.0.1', port: Number(port) };
}

function isConnected(socket: dgram.Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}

function fail(socket: unknown, error: Error, callback: unknown): undefined {
  if (typeof callback === 'function') process.nextTick(callback, error);
  else process.nextTick(() => socket instanceof dgram.Socket && socket.emit('error', error));
  return undefined;
}
