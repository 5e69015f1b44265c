import { asCallwardenError, CallwardenError } from '../../errors.js';
import { whoOf } from '../auth/who.js';
import { notFound } from '../failure.js';
import { CallDetail } from '../schemas/call.js';
import { CallList, CallParams, FeedbackBody } from '../schemas/routes.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

const tags = ['calls'];

/** Calls heard now, and what can be done to one. */
export function callRoutes(app: Api, service: Service): void {
  app.get(
    '/calls',
    {
      config: { needs: 'viewer' },
      schema: { tags, summary: 'Calls heard now', response: { 200: CallList } },
    },
    async (_request, reply) => {
      reply.header('last-event-id', service.hub.newestId);
      return { calls: service.live.live() };
    },
  );

  app.get(
    '/calls/:callId',
    {
      config: { needs: 'viewer' },
      schema: {
        tags,
        summary: 'One call, live or remembered: turns, risk, signals, alerts',
        params: CallParams,
        response: { 200: CallDetail },
      },
    },
    async (request, reply) => {
      reply.header('last-event-id', service.hub.newestId);
      return service.archive.detail(request.params.callId, whoOf(request));
    },
  );

  app.post(
    '/calls/:callId/hangup',
    {
      config: { needs: 'operator' },
      schema: { tags, summary: 'End a live call, where its line allows it', params: CallParams },
    },
    async (request, reply) => {
      const call = service.callOf(request.params.callId);
      if (!call) throw notFound('No such call is heard now.');
      if (!call.actions.hangUp) {
        throw new CallwardenError(
          'CW_API_NOT_ALLOWED',
          `Line ${call.line} does not let calls be ended from here.`,
        );
      }
      try {
        await call.actions.hangUp();
      } catch (thrown) {
        const { message } = asCallwardenError(thrown);
        throw new CallwardenError('CW_API_LINE_FAILED', `Line ${call.line} did not end the call: ${message}`);
      }
      service.archive.hungUp(call.callId, whoOf(request));
      return reply.code(204).send();
    },
  );

  app.post(
    '/calls/:callId/feedback',
    {
      config: { needs: 'operator' },
      schema: {
        tags,
        summary: 'Say what a call was; `not-scam` lowers a live one',
        params: CallParams,
        body: FeedbackBody,
      },
    },
    async (request, reply) => {
      await service.feedback(request.params.callId, request.body.verdict, whoOf(request));
      return reply.code(204).send();
    },
  );
}
