import { printedConfig } from '../../config/printed.js';
import { healthOf } from '../health/health.js';
import { Health } from '../schemas/health.js';
import { SettingsView } from '../schemas/routes.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

const tags = ['service'];

/** How the service is, and how it is set up. */
export function stateRoutes(app: Api, service: Service): void {
  app.get(
    '/health',
    {
      config: { needs: 'viewer' },
      schema: { tags, summary: 'Models, lines, queues, latency, egress, store', response: { 200: Health } },
    },
    async () => healthOf(service),
  );

  app.get(
    '/settings',
    {
      config: { needs: 'viewer' },
      schema: { tags, summary: 'The configuration, secrets hidden', response: { 200: SettingsView } },
    },
    async () => ({ file: service.configFile, yaml: printedConfig(service.config) }),
  );
}
