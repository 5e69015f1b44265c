import { createHash } from 'node:crypto';

export const ROLES = ['viewer', 'operator', 'tool', 'service'] as const;

export const AUDIT_ACTIONS = [
  'viewed',
  'searched',
  'feedback',
  'hung-up',
  'exported',
  'export-failed',
  'deleted',
  'purged',
] as const;

/** Who did something: never a token or a password. */
export interface Who {
  /** `viewer` or `operator` at the page, `tool` at the command line, `service` for what happens by itself. */
  readonly role: (typeof ROLES)[number];
  /** Names a session without giving it away. */
  readonly session?: string;
  /** Label of a person, where there is one. */
  readonly user?: string;
}

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What is written down of a deed. Never a number or a word of a call: it outlives them. */
export interface Deed {
  readonly action: AuditAction;
  /** Id of the call in the store. */
  readonly callId?: string;
  /** More in a few words, e.g. `was-scam`, `3 calls of one number`. */
  readonly detail?: string;
}

export interface AuditEntry {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly role: Who['role'];
  readonly session: string | null;
  readonly user: string | null;
  readonly action: AuditAction;
  readonly callId: string | null;
  readonly detail: string | null;
  /** SHA-256 over this entry and the hash of the one before, hex. */
  readonly hash: string;
}

/** What the first entry has for the hash of the one before. */
export const CHAIN_START = '0'.repeat(64);

/** The link from `previous` to this entry. A JSON array, so that no two entries read the same. */
export function linkHash(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, role, session, user, action, callId, detail } = entry;
  const said = JSON.stringify([previous, seq, at, role, session, user, action, callId, detail]);
  return createHash('sha256').update(said).digest('hex');
}
