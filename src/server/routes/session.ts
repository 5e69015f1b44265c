import type { FastifyRequest } from 'fastify';
import type { Guard } from '../auth/guard.js';
import { SessionBody, SessionView } from '../schemas/routes.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

const tags = ['session'];

/** Who is asking, and signing in and out. */
export function sessionRoutes(app: Api, service: Service, guard: Guard): void {
  const viewOf = ({ who }: FastifyRequest): SessionView => ({
    role: who?.role ?? null,
    tokenNeeded: guard.tokenNeeded,
  });

  app.get(
    '/session',
    {
      config: { needs: 'anyone' },
      schema: { tags, summary: 'Who is asking', response: { 200: SessionView } },
    },
    async (request) => viewOf(request),
  );

  app.post(
    '/session',
    {
      config: {
        needs: 'anyone',
        rateLimit: { max: service.config.server.limits.signInsPerMinute, timeWindow: 60_000 },
      },
      schema: { tags, summary: 'Sign in', body: SessionBody, response: { 200: SessionView } },
    },
    async (request, reply) => {
      if (guard.tokenNeeded) request.who = guard.signIn(request.body.token, request, reply);
      return viewOf(request);
    },
  );

  app.delete(
    '/session',
    { config: { needs: 'anyone' }, schema: { tags, summary: 'Sign out' } },
    async (request, reply) => {
      guard.signOut(request, reply);
      return reply.code(204).send();
    },
  );
}
