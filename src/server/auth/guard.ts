import { randomBytes } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerConfig } from '../../config/server.js';
import { CallwardenError } from '../../errors.js';
import type { Api } from '../type-provider.js';
import { type Identity, LOCAL, mayUse } from './identity.js';
import { Place } from './place.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

const COOKIE = 'callwarden_session';

/** Decides of every request who asks, and whether they may. */
export class Guard {
  private readonly tokens: Tokens;
  private readonly sessions: Sessions;
  private readonly place: Place;

  /** @throws CallwardenError CW_SERVER_TOKEN_UNREADABLE */
  constructor(private readonly server: ServerConfig) {
    this.tokens = new Tokens(server.tokens);
    this.sessions = new Sessions(server.sessionHours * 3_600_000);
    this.place = new Place(server);
  }

  get tokenNeeded(): boolean {
    return this.tokens.size > 0;
  }

  /** Registers the cookie and the checks; before any route. */
  async install(app: Api): Promise<void> {
    // Signed with a secret of this process: sessions end with it anyway.
    await app.register(fastifyCookie, { secret: randomBytes(32).toString('hex') });
    app.decorateRequest('who', undefined);
    app.decorateRequest('sessionId', undefined);
    app.addHook('onRequest', async (request) => this.checkOrigin(request));
    // After the rate limit, which a route checks at the end of onRequest: guesses are counted too.
    app.addHook('preParsing', async (request) => {
      this.recognise(request);
      const needs = request.routeOptions.config.needs ?? 'anyone';
      if (needs === 'anyone') return;
      if (!request.who) throw new CallwardenError('CW_AUTH_NEEDED', 'Sign in first, or send a token.');
      if (!mayUse(request.who.role, needs)) {
        throw new CallwardenError('CW_AUTH_ROLE', 'This needs a token with the role `operator`.');
      }
    });
  }

  /** @throws CallwardenError CW_AUTH_WRONG */
  signIn(token: string, request: FastifyRequest, reply: FastifyReply): Identity {
    const who = this.tokens.find(token);
    if (!who) throw new CallwardenError('CW_AUTH_WRONG', 'The token is not one of this service.');
    reply.setCookie(COOKIE, this.sessions.begin(who), {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: request.protocol === 'https',
      signed: true,
      maxAge: Math.round(this.server.sessionHours * 3600),
    });
    return who;
  }

  signOut(request: FastifyRequest, reply: FastifyReply): void {
    if (request.sessionId !== undefined) this.sessions.end(request.sessionId);
    reply.clearCookie(COOKIE, { path: '/' });
  }

  /** Whether who opened a stream may still read it. */
  stillAllowed({ sessionId }: FastifyRequest): boolean {
    return sessionId === undefined || this.sessions.find(sessionId) !== undefined;
  }

  private checkOrigin({ headers, url }: FastifyRequest): void {
    const { host, origin } = headers;
    if (!this.place.isOwnHost(host)) {
      throw new CallwardenError(
        'CW_AUTH_HOST',
        `The service is not known as "${host?.slice(0, 100) ?? ''}": add the name to \`server.publicNames\` if it is its own.`,
      );
    }
    const site = headers['sec-fetch-site'];
    // A link to the page may stand anywhere; what a page of another site asks for by itself is refused.
    const link = headers['sec-fetch-mode'] === 'navigate' && !url.startsWith('/api/');
    const foreign = site !== undefined && site !== 'same-origin' && site !== 'none' && !link;
    if (foreign || (origin !== undefined && !this.place.isOwnOrigin(origin, host))) {
      throw new CallwardenError('CW_AUTH_ORIGIN', 'The request comes from a page of another site.');
    }
  }

  private recognise(request: FastifyRequest): void {
    if (!this.tokenNeeded) {
      request.who = LOCAL;
      return;
    }
    const bearer = /^Bearer (\S{1,500})$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) {
      request.who = this.tokens.find(bearer);
      return;
    }
    const { valid, value } = request.unsignCookie(request.cookies[COOKIE] ?? '');
    if (!valid || value === null) return;
    request.who = this.sessions.find(value);
    request.sessionId = value;
  }
}
