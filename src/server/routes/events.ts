import { CallwardenError } from '../../errors.js';
import type { Guard } from '../auth/guard.js';
import { whoOf } from '../auth/who.js';
import { EventsQuery } from '../schemas/routes.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

/** Server-sent events: everything that moves. */
export function eventRoutes(app: Api, service: Service, guard: Guard): void {
  app.get(
    '/events',
    {
      config: { needs: 'viewer' },
      schema: {
        tags: ['calls'],
        summary: 'Server-sent events, resumable by Last-Event-ID',
        querystring: EventsQuery,
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      const { hub, config } = service;
      if (hub.size >= config.server.limits.streams) {
        throw new CallwardenError('CW_API_BUSY', 'As many event streams are open as may be.');
      }
      // One that waits behind another answer is not told when its connection closes, and would keep its place for ever.
      if (!reply.raw.socket?.writable) {
        throw new CallwardenError('CW_API_BAD_REQUEST', 'An event stream needs a connection of its own.');
      }
      const { callId, lastEventId } = request.query;
      if (callId !== undefined) service.archive.looked(callId, whoOf(request));
      const header = request.headers['last-event-id'];
      const last = (typeof header === 'string' && header) || lastEventId || undefined;
      reply.header('content-type', 'text/event-stream; charset=utf-8');
      // nginx buffers answers unless it is told not to.
      reply.header('x-accel-buffering', 'no');
      reply.hijack();
      for (const [name, value = ''] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value);
      reply.raw.writeHead(200);
      hub.listen(reply.raw, { callId, lastEventId: last, allowed: () => guard.stillAllowed(request) });
    },
  );
}
