import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineProcess } from '../../src/engines/engine-process.js';

const entry = new URL('./fixtures/moody-engine.ts', import.meta.url);
const processes: EngineProcess[] = [];

function start(mood: string): EngineProcess {
  const made = new EngineProcess(entry, { mood });
  processes.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(processes.splice(0).map((made) => made.stop()));
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('EngineProcess', () => {
  it('is told its init, answers what it is sent, and stops twice without a trace', async () => {
    const engine = start('good');
    expect(await once(engine, 'message')).toEqual([{ kind: 'ready' }]);
    engine.send({ kind: 'call', id: 7, method: 'echo', payload: 'hello' });
    expect(await once(engine, 'message')).toEqual([{ kind: 'result', id: 7, result: 'hello' }]);
    const { pid } = engine;
    await engine.stop();
    await engine.stop();
    // What is sent to the dead is lost, and harms nobody.
    engine.send({ kind: 'abort', id: 7 });
    expect(() => process.kill(pid ?? 0, 0)).toThrow(/ESRCH/);
  });

  it('says how it ended', async () => {
    expect(await once(start('dies'), 'end')).toEqual(['exit 255']);
    const killed = start('good');
    const end = once(killed, 'end');
    killed.kill();
    expect(await end).toEqual(['SIGKILL']);
  });

  it('sends no signal where it never ran: it would go to our own process group', async () => {
    const kill = vi.spyOn(ChildProcess.prototype, 'kill').mockReturnValue(true);
    const node = process.execPath;
    process.execPath = '/nowhere/node';
    const engine = start('good');
    process.execPath = node;
    const end = once(engine, 'end');
    engine.kill();
    await engine.stop();
    expect(engine.pid).toBeUndefined();
    expect(kill).not.toHaveBeenCalled();
    expect(await end).toEqual([expect.stringMatching(/^could not be started: .*ENOENT/)]);
  });

  it('keeps what it last said on stderr', async () => {
    const engine = new EngineProcess(new URL('./fixtures/no-such-engine.ts', import.meta.url), null);
    processes.push(engine);
    await expect.poll(() => engine.stderr, { timeout: 60_000 }).toContain('no-such-engine');
  });

  it.each([
    { set: undefined, arenas: '2' },
    { set: '5', arenas: '5' },
  ])('gives its threads $arenas arenas where the environment says $set', async ({ set, arenas }) => {
    vi.stubEnv('MALLOC_ARENA_MAX', set);
    const engine = start('good');
    await once(engine, 'message');
    const environment = readFileSync(`/proc/${engine.pid}/environ`, 'utf8').split('\0');
    expect(environment).toContain(`MALLOC_ARENA_MAX=${arenas}`);
  });
});
