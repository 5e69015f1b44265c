import { writeFile } from 'node:fs/promises';
import { unwritable } from '../../errors/unwritable.js';
import { counted, print, tell } from './say.js';
import { chosen, type Selection } from './selection.js';
import { openStore, thisUser } from './store-of.js';

export async function exportCalls({
  out,
  ...selection
}: Selection & { readonly out?: string }): Promise<void> {
  const { call, number } = chosen(selection);
  await using store = await openStore(selection);
  const exported =
    call === undefined ? store.exportNumber(number, thisUser()) : store.exportCall(call, thisUser());
  // An empty export is an answer too, but whoever mistyped the number has to know.
  if (exported.calls.length === 0) tell('no call with that number is remembered');
  const json = JSON.stringify(exported, null, 2);
  if (out === undefined) {
    print(json);
  } else {
    await writeFile(out, `${json}\n`, { mode: 0o600 }).catch(unwritable(out));
    tell(`${counted(exported.calls.length)} written to ${out}`);
  }
}
