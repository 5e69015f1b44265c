import '#built/small-heap.js';

import { loadEngines } from '#built/calls/engines.js';
import { config, fixture, hearCall } from './hear-call.js';
import { cost } from './parts/cost.js';
import { death } from './parts/death.js';
import { live } from './parts/live.js';
import { memory } from './parts/memory.js';
import { tokens } from './parts/tokens.js';
import { Report } from './report.js';

// `npm run bench [-- --quick] [-- PART...]`: what a call costs and how late its words are, of the built product. Prints a
// table, writes .cache/bench/bench.json. Linux only. Machines differ and are shared: read ratios before milliseconds.

const CALLS = ['scam-bank-safe-account', 'legit-family-chat-sunday', 'scam-tech-support-remote-access'];
const PARTS = ['memory', 'live', 'cost', 'tokens', 'death'];

const quick = process.argv.includes('--quick');
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = named.find((part) => !PARTS.includes(part));
if (unknown) throw new Error(`There is no part "${unknown}": ${PARTS.join(', ')}.`);
const wanted = (part: string) => named.length === 0 || named.includes(part);

const report = new Report();
await using engines = await loadEngines(config);
for (const notice of engines.notices) process.stderr.write(`${notice}\n`);
await hearCall(fixture(CALLS[0] ?? ''), engines); // warm up

// First: what others leave behind in the engines is not its business.
if (wanted('memory')) await memory(report, engines, CALLS, quick ? 30 : 200);
if (wanted('live')) await live(report, engines, quick ? CALLS.slice(0, 1) : CALLS);
if (wanted('cost')) await cost(report, engines, CALLS);
if (wanted('tokens')) await tokens(report, engines);
// Last: engines that were started anew are not warm.
if (wanted('death')) await death(report, engines);
report.finish('bench');
