import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { CallwardenError } from '../errors.js';
import { Guard } from './auth/guard.js';
import { serveDashboard } from './dashboard.js';
import { notFound, refuseNoise, sendFailure } from './failure.js';
import { archiveRoutes } from './routes/archive.js';
import { callRoutes } from './routes/calls.js';
import { eventRoutes } from './routes/events.js';
import { probeRoutes } from './routes/probes.js';
import { sampleRoutes } from './routes/samples.js';
import { sessionRoutes } from './routes/session.js';
import { stateRoutes } from './routes/state.js';
import { Failure } from './schemas/routes.js';
import type { Service } from './service.js';
import type { Api, TypeBoxTypes } from './type-provider.js';

/** No body of the API is longer: a verdict, a token. */
const MOST_BODY_BYTES = 64 * 1024;
/** A request whose head and body are not there by then is given up, ms. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Nothing but our own files; no inline script, no frame around us. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  fontSrc: ["'self'"],
  mediaSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * The HTTP side of the service: API, event stream, page, probes. It does not listen yet.
 * @throws CallwardenError CW_SERVER_TOKEN_UNREADABLE
 */
export async function buildApp(service: Service, log: FastifyBaseLogger): Promise<Api> {
  const { server } = service.config;
  const guard = new Guard(server);
  const app: Api = fastify({
    loggerInstance: log,
    // Its lines would hold paths, and paths hold numbers; see the hook below.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: server.behindProxy ? 'loopback' : false,
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 600 },
    // `strictNumbers` would let infinity (`limit=999…`) pass by every maximum.
    ajv: { customOptions: { removeAdditional: false, strictNumbers: false } },
    frameworkErrors: sendFailure,
    clientErrorHandler: refuseNoise,
  }).withTypeProvider<TypeBoxTypes>();

  // Answers are built from the types of their schemas, so they are written as they are.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.setErrorHandler(sendFailure);
  app.removeContentTypeParser('text/plain');
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? 'unknown';
    request.log.debug(
      { method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    // Whether there is https is the proxy's to say.
    strictTransportSecurity: false,
  });
  await app.register(rateLimit, {
    max: server.limits.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: () => new CallwardenError('CW_API_RATE', 'Too many requests: wait a minute.'),
  });
  await guard.install(app);
  await app.register(swagger, {
    refResolver: { buildLocalReference: ({ $id }, _uri, _fragment, i) => String($id ?? `schema-${i}`) },
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Callwarden', version: service.version, description: 'docs/api.md' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request) => {
    throw notFound(`There is nothing at ${request.method} ${request.url.slice(0, 100)}.`);
  });

  await app.register(async (api: Api) => apiRoutes(api, service, guard), { prefix: '/api/v1' });
  probeRoutes(app, service);
  if (!(await serveDashboard(app)))
    log.warn('The web page is not built: run `npm run build` and start again.');
  return app;
}

function apiRoutes(api: Api, service: Service, guard: Guard): void {
  api.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, response: { '4xx': Failure, ...(route.schema?.response ?? {}) } };
  });
  api.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (service.stopping) throw new CallwardenError('CW_API_NOT_READY', 'The service is stopping.');
  });
  sessionRoutes(api, service, guard);
  callRoutes(api, service);
  sampleRoutes(api, service);
  archiveRoutes(api, service);
  eventRoutes(api, service, guard);
  stateRoutes(api, service);
  api.get(
    '/openapi.json',
    { config: { needs: 'viewer' }, schema: { tags: ['service'], summary: 'This document' } },
    async () => api.swagger(),
  );
}
