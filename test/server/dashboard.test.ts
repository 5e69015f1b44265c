import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveDashboard } from '../../src/server/dashboard.js';
import type { TypeBoxTypes } from '../../src/server/type-provider.js';
import { emptyFolder } from './serve-process.js';
import { startService } from './service.js';

async function served(folder: string) {
  const app = fastify().withTypeProvider<TypeBoxTypes>();
  onTestFinished(() => app.close());
  return { app, built: await serveDashboard(app, folder) };
}

describe('the web page', () => {
  it('is served at its places and nowhere else, with files that may be kept for ever', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>page');
    writeFileSync(join(folder, 'assets', 'main-abc.js'), 'export {};');
    const { app, built } = await served(folder);
    expect(built).toBe(true);
    for (const url of ['/', '/history', '/health', '/settings', '/audit', '/calls/office-1', '/index.html']) {
      const { statusCode, body, headers } = await app.inject({ url });
      expect([url, statusCode, body]).toEqual([url, 200, '<!doctype html>page']);
      expect(headers['cache-control']).toBe('no-cache');
    }
    const script = await app.inject({ url: '/assets/main-abc.js' });
    expect(script.headers['cache-control']).toContain('immutable');
    for (const url of [
      '/nowhere',
      '/calls',
      '/assets/../../etc/passwd',
      '/assets/%2e%2e/%2e%2e/etc/passwd',
    ]) {
      expect((await app.inject({ url })).statusCode).toBe(404);
    }
  });

  it('says in a sentence how to build it when it is not there', async () => {
    const { app, built } = await served(emptyFolder());
    expect(built).toBe(false);
    const { statusCode, body } = await app.inject({ url: '/' });
    expect(statusCode).toBe(404);
    expect(body).toContain('npm run build');
  });

  it('comes with a policy that lets it load its own files alone', async () => {
    await using running = await startService();
    const { headers } = await running.app.inject({ url: '/' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none';script-src 'self';style-src 'self'/);
    expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
  });
});
