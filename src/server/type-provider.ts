import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Identity } from './auth/identity.js';
import type { Role } from './schemas/routes.js';

/** Gives handlers the types of their route's TypeBox schemas. */
export interface TypeBoxTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypes
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where a token is due and was not given. */
    who: Identity | undefined;
    /** Id of the browser's session, when that is how it is known. */
    sessionId: string | undefined;
  }
  interface FastifyContextConfig {
    /** Who may use the route; `anyone` needs no token. Every route says it. */
    needs?: Role | 'anyone';
  }
}
