import pc from 'picocolors';
import type { Store } from '../../store/store.js';
import { counted, print } from '../say.js';
import { confirm } from './confirm.js';
import { chosen, type Selection } from './selection.js';
import { type DataOptions, openStore, thisUser } from './store-of.js';

export async function deleteCalls({ yes, ...selection }: Selection & { readonly yes?: true }): Promise<void> {
  const { call, number } = chosen(selection);
  await using store = await openStore(selection);
  if (call !== undefined) {
    await confirm(`Delete call ${call} for good?`, yes ?? false);
    store.deleteCall(call, thisUser());
    print(`${pc.green('✓')} ${counted(1)} deleted`);
    mustBeGone(store);
    return;
  }
  const { calls, next } = store.history({ number });
  if (calls.length === 0) {
    print('No call with that number is remembered.');
    return;
  }
  const many = next === null ? counted(calls.length) : `more than ${counted(calls.length)}`;
  await confirm(`Delete ${many} with that number for good?`, yes ?? false);
  print(`${pc.green('✓')} ${counted(store.deleteNumber(number, thisUser()))} deleted`);
  mustBeGone(store);
}

export async function purge(options: DataOptions): Promise<void> {
  await using store = await openStore(options);
  const { calls, anonymised, alerts, transcripts, feedback, copies } = store.purge(thisUser());
  print(
    `${pc.green('✓')} removed: ${counted(calls)}, the numbers of ${anonymised}, ${alerts} alerts, ${transcripts} rows of transcripts, ${feedback} answers, ${copies} copies from upgrades`,
  );
  mustBeGone(store);
}

/** Rows can be gone and pieces of them left in the files: the exit status tells that apart too. */
function mustBeGone({ unscrubbed }: Store): void {
  if (unscrubbed) throw unscrubbed;
}
