import Type from 'typebox';
import { whoOf } from '../auth/who.js';
import {
  AuditPage,
  AuditQuery,
  CallParams,
  HistoryPage,
  HistoryQuery,
  NumberParams,
} from '../schemas/routes.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

/** The file that `docs/store.md` describes; its shape is the store's. */
const Exported = Type.Object(
  { format: Type.String(), version: Type.Integer() },
  { additionalProperties: true },
);
const Deleted = Type.Object({ deleted: Type.Integer({ minimum: 0, description: 'calls' }) });

/** Remembered calls: history, export, forgetting, and who did what. */
export function archiveRoutes(app: Api, { archive }: Service): void {
  app.get(
    '/history',
    {
      config: { needs: 'viewer' },
      schema: {
        tags: ['memory'],
        summary: 'Calls that have ended, newest first',
        querystring: HistoryQuery,
        response: { 200: HistoryPage },
      },
    },
    async (request) => archive.history(request.query, whoOf(request)),
  );

  app.delete(
    '/calls/:callId',
    {
      config: { needs: 'operator' },
      schema: { tags: ['memory'], summary: 'Forget a call that has ended', params: CallParams },
    },
    async (request, reply) => {
      archive.delete(request.params.callId, whoOf(request));
      return reply.code(204).send();
    },
  );

  app.get(
    '/calls/:callId/export',
    {
      config: { needs: 'operator' },
      schema: {
        tags: ['memory'],
        summary: 'Everything kept of a call',
        params: CallParams,
        response: { 200: Exported },
      },
    },
    async (request, reply) => {
      reply.header('content-disposition', 'attachment; filename="callwarden-call.json"');
      return { ...archive.exportCall(request.params.callId, whoOf(request)) };
    },
  );

  app.delete(
    '/numbers/:number',
    {
      config: { needs: 'operator' },
      schema: {
        tags: ['memory'],
        summary: 'Forget all calls of a number',
        params: NumberParams,
        response: { 200: Deleted },
      },
    },
    async (request) => ({ deleted: archive.deleteNumber(request.params.number, whoOf(request)) }),
  );

  app.get(
    '/numbers/:number/export',
    {
      config: { needs: 'operator' },
      schema: {
        tags: ['memory'],
        summary: 'Everything kept of all calls of a number',
        params: NumberParams,
        response: { 200: Exported },
      },
    },
    async (request, reply) => {
      reply.header('content-disposition', 'attachment; filename="callwarden-number.json"');
      return { ...archive.exportNumber(request.params.number, whoOf(request)) };
    },
  );

  app.get(
    '/audit',
    {
      config: { needs: 'operator' },
      schema: {
        tags: ['memory'],
        summary: 'Who viewed or deleted what, and whether the chain of the log holds',
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
    },
    async ({ query }) => archive.audit(query.limit ?? 100),
  );
}
