import { parseConfig } from '../../../src/config/load.js';
import { listenToAll } from '../../../src/sources/listening-policy.js';
import { openSource } from '../../../src/sources/open-source.js';

// A process of its own that hears every call of the line in its argument: what the tests kill, freeze and end.

const [line] = parseConfig(process.argv[2] ?? '', 'the argument').lines;
if (!line) throw new Error('no line');
const source = openSource(line, () => {}, listenToAll);
const abort = new AbortController();
process.once('SIGTERM', () => abort.abort());

const ready = setInterval(() => {
  if (source.health().state !== 'up') return;
  clearInterval(ready);
  process.stdout.write('up\n');
}, 20).unref();

for await (const call of source.calls(abort.signal)) {
  process.stdout.write(`call ${call.callId}\n`);
  void (async () => {
    const heard = { remote: 0, local: 0, mixed: 0 };
    for await (const frame of call.frames) {
      // Once a second is enough to see that it hears.
      if (!frame.lost && ++heard[frame.party] % 50 === 0)
        process.stdout.write(`heard ${frame.party} ${frame.startMs}\n`);
    }
    process.stdout.write(`over ${call.callId}\n`);
  })();
}
