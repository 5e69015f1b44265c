import { asCallwardenError } from '../../errors.js';
import type { CallExport } from '../../store/records.js';
import type { Store } from '../../store/store.js';
import { counted, print, tell } from '../say.js';
import { ExportFile } from './export-file.js';
import { type Chosen, chosen, type Selection } from './selection.js';
import { openStore, thisUser } from './store-of.js';

export async function exportCalls({
  out,
  ...selection
}: Selection & { readonly out?: string }): Promise<void> {
  const which = chosen(selection);
  await using store = await openStore(selection);
  if (out === undefined) print(textOf(taken(store, which)));
  else await exportTo(out, store, which);
}

/** No word is on the disk before its entry in the audit log is, and what cannot be written at all gets no entry. */
async function exportTo(out: string, store: Store, which: Chosen): Promise<void> {
  const file = await ExportFile.open(out);
  let exported: CallExport | undefined;
  try {
    exported = taken(store, which);
    await file.write(`${textOf(exported)}\n`);
  } catch (thrown) {
    const nothingLeft = await file.discard();
    if (exported && nothingLeft) noteFailed(store, exported);
    throw thrown;
  }
  tell(`${counted(exported.calls.length)} written to ${out}`);
}

/** Why the export failed is told even where that cannot be written down. */
function noteFailed(store: Store, exported: CallExport): void {
  try {
    store.exportFailed(exported, thisUser());
  } catch (thrown) {
    tell(`that it failed could not be written into the audit log: ${asCallwardenError(thrown).message}`);
  }
}

function taken(store: Store, { call, number }: Chosen): CallExport {
  const exported =
    call === undefined ? store.exportNumber(number, thisUser()) : store.exportCall(call, thisUser());
  // An empty export is an answer too, but whoever mistyped the number has to know.
  if (exported.calls.length === 0) tell('no call with that number is remembered');
  return exported;
}

function textOf(exported: CallExport): string {
  return JSON.stringify(exported, null, 2);
}
