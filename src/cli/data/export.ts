import { writeFile } from 'node:fs/promises';
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
  const json = JSON.stringify(exported, null, 2);
  if (out === undefined) {
    print(json);
  } else {
    await writeFile(out, `${json}\n`, { mode: 0o600 });
    tell(`${counted(exported.calls.length)} written to ${out}`);
  }
}
