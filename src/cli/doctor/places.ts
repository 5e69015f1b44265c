import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Finding } from './finding.js';

/** Room for a middle-sized model, bytes. */
const COMFORTABLE_BYTES = 2e9;

/** Can models be put into the user's folder, and is there room for them? */
export async function checkDataFolder(folder: string): Promise<Finding> {
  const finding = { id: 'data-folder', title: 'Model folder' } as const;
  const trial = join(folder, `.doctor-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(trial, '');
    await rm(trial);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return {
      ...finding,
      status: 'warn',
      detail: `${folder} cannot be written (${reason})`,
      advice: 'The shipped models work, others cannot be pulled: set CALLWARDEN_MODELS to a folder of yours.',
    };
  }
  const { bavail, bsize } = await statfs(folder);
  const detail = `${folder}, ${(Number(bavail * bsize) / 1e9).toFixed(1)} GB free`;
  if (bavail * bsize >= COMFORTABLE_BYTES) return { ...finding, status: 'ok', detail };
  return { ...finding, status: 'warn', detail, advice: 'Too little for the larger models: free some room.' };
}

/** Can this user open ports, as the service and the media of live calls do? */
export async function checkPorts(host = '127.0.0.1'): Promise<Finding> {
  const finding = { id: 'ports', title: 'Ports' } as const;
  const server = createServer();
  const socket = createSocket('udp4');
  try {
    server.listen(0, host);
    await once(server, 'listening');
    socket.bind(0, host);
    await once(socket, 'listening');
    return { ...finding, status: 'ok', detail: `TCP and UDP can be opened on ${host}` };
  } catch (error) {
    const detail = `no port can be opened on ${host} (${error instanceof Error ? error.message : String(error)})`;
    const advice =
      'Recordings can still be analysed; live calls need ports: look at the sandbox or firewall.';
    return { ...finding, status: 'fail', detail, advice };
  } finally {
    server.close();
    socket.close();
  }
}
