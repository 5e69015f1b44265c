import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Who } from '../../store/audit/entry.js';

/** Who is asking, as the audit log writes it down. */
export function whoOf({ who, sessionId }: FastifyRequest): Who {
  if (!who) return { role: 'viewer' };
  if (sessionId === undefined) return { role: who.role, user: who.name };
  // Tells sessions apart without being the key to one.
  const session = createHash('sha256').update(sessionId).digest('hex').slice(0, 12);
  return { role: who.role, user: who.name, session };
}
