import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineHost, type EngineHostOptions } from '../../src/engines/engine-host.js';
import { EgressGuard } from '../../src/network/egress-guard.js';

const entry = new URL('./fixtures/moody-engine.ts', import.meta.url);
const hosts: EngineHost[] = [];

function host(init: unknown = { mood: 'good' }, options: Partial<EngineHostOptions> = {}): EngineHost {
  const made = new EngineHost({ name: 'moody', entry, init, ...options });
  hosts.push(made);
  return made;
}

/** More than Linux lets a program be started with. @returns takes it back */
function fillEnvironment(): () => void {
  process.env['CALLWARDEN_TEST'] = 'x'.repeat(200_000);
  return () => void delete process.env['CALLWARDEN_TEST'];
}

/** Where a process may open a million files, opening them all would be felt by the whole machine. */
const FEW_FILES =
  Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]) <= 100_000;
if (!FEW_FILES) console.log('partly skipped: so many files may be opened here that none is ever missing');

/** @returns closes them again */
function openAllFiles(): () => void {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch {
    return () => files.forEach(closeSync);
  }
}

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((made) => made.close()));
});

describe('EngineHost', () => {
  it('carries typed arrays both ways', async () => {
    const samples = Int16Array.from([1, -2, 3]);
    expect(await host().call('echo', { samples })).toEqual({ samples });
  });

  it('gives way to the process that reads the lines', async () => {
    const pid = await host().call<number>('pid', null);
    expect(getPriority(pid)).toBe(Math.min(19, getPriority() + 5));
  });

  it('passes on the error code of the engine', async () => {
    await expect(host().call('throws', null)).rejects.toMatchObject({
      code: 'CW_USAGE',
      message: 'asked to',
    });
  });

  it('comes back after SIGKILL and tries the work in flight once more', async () => {
    const engine = host();
    const before = await engine.call<number>('pid', null);
    const work = engine.call<number>('slow', 3000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(before, 'SIGKILL');
    const after = await work;
    expect(after).not.toBe(before);
    expect(engine.restarts).toBe(1);
  });

  it('gives work up that killed two engines, and goes on with the rest', async () => {
    const engine = host();
    await engine.ready();
    await expect(engine.call('die', null)).rejects.toMatchObject({ code: 'CW_ENGINE_LOST' });
    expect(await engine.call('echo', 'still here')).toBe('still here');
  });

  it('kills an engine that hangs', async () => {
    const engine = host(undefined, { init: { mood: 'good' }, stallMs: 2000 });
    await engine.ready();
    await expect(engine.call('hang', null)).rejects.toMatchObject({ code: 'CW_ENGINE_LOST' });
  });

  it('kills an engine that hangs over work that nobody waits for any more', async () => {
    const engine = host({ mood: 'good' }, { stallMs: 2000 });
    const before = await engine.call<number>('pid', null);
    const hung = engine.call('hang', null, { signal: AbortSignal.timeout(50) });
    await expect(hung).rejects.toMatchObject({ code: 'CW_ABORTED' });
    expect(await engine.call<number>('pid', null)).not.toBe(before);
  });

  it('goes on trying an engine that has loaded before, even when it is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callwarden-engine-'));
    const engine = host({ mood: 'comes-back', starts: join(folder, 'starts') });
    process.kill(await engine.call<number>('pid', null), 'SIGKILL');
    await once(engine, 'lost');
    expect(await engine.call('echo', 'back')).toBe('back');
    expect(engine.restarts).toBe(4);
    await rm(folder, { recursive: true });
  });

  it.each([
    { what: 'room for its environment', code: 'E2BIG', fill: fillEnvironment },
    ...(FEW_FILES ? [{ what: 'open files', code: 'EMFILE', fill: openAllFiles }] : []),
  ])('goes on trying when the system has no $what left to start it with', async ({ code, fill }) => {
    const engine = host();
    process.kill(await engine.call<number>('pid', null), 'SIGKILL');
    await once(engine, 'lost');
    const free = fill();
    const [{ exit }] = await once(engine, 'lost').finally(free);
    expect(exit).toContain(code);
    expect(await engine.call('echo', 'back')).toBe('back');
  });

  it('tells what need not be known only to an engine that runs', async () => {
    const engine = host();
    await engine.ready();
    engine.tell('count', null);
    expect(await engine.call('count', null)).toBe(2);
    process.kill(await engine.call<number>('pid', null), 'SIGKILL');
    await once(engine, 'lost');
    engine.tell('count', null);
    expect(await engine.call('count', null)).toBe(1);
  });

  it('does not repeat a load that the engine refused, and says why', async () => {
    const engine = host({ mood: 'refuses' });
    await expect(engine.ready()).rejects.toMatchObject({ code: 'CW_USAGE', message: /refuses its init/ });
    await expect(engine.call('echo', 1)).rejects.toMatchObject({ code: 'CW_USAGE' });
    expect(engine.restarts).toBe(0);
  });

  it('stops trying when the engine dies at every load', async () => {
    const engine = host({ mood: 'dies' });
    await expect(engine.ready()).rejects.toMatchObject({ code: 'CW_ENGINE_UNAVAILABLE' });
  });

  it('connects nowhere, and what it tried is counted here', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const engine = host();
    using guard = EgressGuard.install([]);
    const dialled = engine.call('dial', address.port);
    await expect(dialled).rejects.toMatchObject({ code: 'CW_EGRESS_REFUSED' });
    await expect
      .poll(() => guard.stats())
      .toEqual({ refused: 1, addresses: [{ address: `127.0.0.1:${address.port}`, refused: 1 }] });
    server.close();
  });

  it('aborts a call without harm to others', async () => {
    const engine = host();
    const controller = new AbortController();
    const slow = engine.call('slow', 60_000, { signal: controller.signal });
    const other = engine.call('echo', 'other');
    controller.abort();
    await expect(slow).rejects.toMatchObject({ code: 'CW_ABORTED' });
    expect(await other).toBe('other');
  });

  it('closes twice, rejects what is in flight and leaves no process', async () => {
    const engine = host();
    const pid = await engine.call<number>('pid', null);
    const slow = engine.call('slow', 60_000);
    const rejected = expect(slow).rejects.toMatchObject({ code: 'CW_ABORTED' });
    await engine.close();
    await engine.close();
    await rejected;
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
