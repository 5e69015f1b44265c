import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { Api } from './type-provider.js';

/** Where the built page lies, seen from src/server/ and from dist/server/. */
const FOLDER = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));

/** Places of the page: all of them are the same file. */
const PAGES = ['/', '/history', '/health', '/settings', '/audit', '/calls/:callId'];

/** Vite names these after their content, so they never change. */
const FOREVER = /[/\\]assets[/\\]/;

/** Serves the web page. @returns whether it is built */
export async function serveDashboard(app: Api, folder = FOLDER): Promise<boolean> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          FOREVER.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  for (const page of PAGES) {
    app.get(page, { config: { needs: 'anyone' }, schema: { hide: true } }, (_request, reply) => {
      if (built) return reply.sendFile('index.html');
      return reply
        .code(404)
        .type('text/plain; charset=utf-8')
        .send(
          'The web page is not built: run `npm run build` and start again. The API works without it: /api/v1/openapi.json [CW_API_NO_PAGE]\n',
        );
    });
  }
  return built;
}
