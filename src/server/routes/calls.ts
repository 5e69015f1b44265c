import { asCallwardenError, CallwardenError } from '../../errors.js';
import { notFound } from '../failure.js';
import { CallDetail, CallView } from '../schemas/call.js';
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
    async ({ params }, reply) => {
      const call = service.live.detail(params.callId);
      if (!call) throw unknownCall();
      reply.header('last-event-id', service.hub.newestId);
      return call;
    },
  );

  app.post(
    '/calls/:callId/hangup',
    {
      config: { needs: 'operator' },
      schema: { tags, summary: 'End a live call, where its line allows it', params: CallParams },
    },
    async ({ params }, reply) => {
      const call = service.callOf(params.callId);
      if (!call) throw unknownCall('heard now');
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
        response: { 200: CallView },
      },
    },
    async ({ params, body }) => {
      const view = service.feedback(params.callId, body.verdict);
      if (!view) throw unknownCall();
      return view;
    },
  );
}

function unknownCall(where = 'known'): CallwardenError {
  return notFound(`No such call is ${where}.`);
}
