import { conditionOf } from '../health/health.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

/** For supervisors and Prometheus, outside `/api/v1`. */
export function probeRoutes(app: Api, service: Service): void {
  app.get('/healthz', { config: { needs: 'anyone' }, schema: { hide: true } }, async () => ({ alive: true }));

  app.get('/readyz', { config: { needs: 'anyone' }, schema: { hide: true } }, async (_request, reply) => {
    // Why not is for those who may see it: `GET /api/v1/health`.
    if (!service.ready) reply.code(503);
    return { ready: service.ready, state: conditionOf(service).state };
  });

  app.get('/metrics', { config: { needs: 'viewer' }, schema: { hide: true } }, async (_request, reply) => {
    const { registry } = service.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
