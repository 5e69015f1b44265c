import { CallwardenError } from '../../errors.js';
import { print, tell } from '../say.js';
import { type DataOptions, openStore } from './store-of.js';
import { auditTable } from './tables.js';

interface AuditOptions extends DataOptions {
  readonly call?: string;
  readonly limit: number;
  readonly head?: string;
  readonly json?: true;
}

export async function audit({ call, limit, head, json, ...options }: AuditOptions): Promise<void> {
  await using store = await openStore(options);
  const entries = store.audit.list({ limit, ...(call === undefined ? {} : { callId: call }) });
  const check = store.audit.verify();
  if (json) print(JSON.stringify({ ...check, list: entries }, null, 2));
  else print(auditTable(entries));
  if (!check.intact) {
    throw new CallwardenError(
      'CW_STORE_AUDIT_BROKEN',
      `The audit log was changed after it was written: entry ${check.firstBroken} does not hold.`,
    );
  }
  if (head !== undefined && !store.audit.has(head)) {
    throw new CallwardenError(
      'CW_STORE_AUDIT_BROKEN',
      'The audit log was cut or written anew: no entry has that hash.',
    );
  }
  if (!json) tell(`${check.entries} entries, none changed; the last has the hash ${check.head}`);
}
