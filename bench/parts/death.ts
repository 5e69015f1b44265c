import { setTimeout as sleep } from 'node:timers/promises';
import { type Engines, processesOf } from '#built/calls/engines.js';
import type { Report } from '../report.js';

/** From an engine's death to its readiness. */
export async function death(report: Report, engines: Engines): Promise<void> {
  for (const host of processesOf(engines)) {
    const before = host.restarts;
    const killedAt = performance.now();
    process.kill(host.pid ?? -1, 'SIGKILL');
    while (host.restarts === before) await sleep(5);
    await host.ready();
    report.tell(`${host.name} engine back after SIGKILL`, performance.now() - killedAt, 'ms', '<= 2000');
  }
}
