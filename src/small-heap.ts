import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Imported first of all, for what it does. Calls bring small short-lived pieces of audio, for which V8 lets its young
// generation grow to 50 MB and more, full of what is done with. Kept at its first size it is collected more often and
// costs no more (measured with 1 and 20 calls at once: docs/engines.md). Flags and not options of `node`, because the
// command is started in many ways; Node 20, 22 and 24 take them.
setFlagsFromString('--semi-space-growth-factor=1');

// For calls/garbage.ts; a context made after the flag has it.
setFlagsFromString('--expose-gc');
globalThis.gc ??= runInNewContext('gc');
