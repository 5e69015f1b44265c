// Compares a GGUF in node-llama-cpp with the trainer (parity.py): tokens of 200 texts, verdicts of 50 windows, an explanation under the grammar.
//   node parity.mjs PARITY.json MODEL.gguf
import { readFile } from 'node:fs/promises';
import { getLlama, LlamaGrammar, LlamaGrammarEvaluationState } from 'node-llama-cpp';

const [, , parityFile, modelPath] = process.argv;
const { texts, windows } = JSON.parse(await readFile(parityFile, 'utf8'));
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, maxThreads: 1 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ sequences: 1, contextSize: 768, batchSize: 512, threads: 1 });
const sequence = context.getSequence();
const one = (text) => {
  const ids = model.tokenize(text, true);
  if (ids.length !== 1) throw new Error(`${text} is ${ids.length} tokens`);
  return ids[0];
};
const verdicts = ['<|scam|>', '<|uncertain|>', '<|legitimate|>'].map(one);

const differ = texts.filter(({ text, ids }) => model.tokenize(text, false).join() !== ids.join());
console.log(`tokens: ${texts.length - differ.length} of ${texts.length} texts alike`);
for (const { text } of differ.slice(0, 5)) console.log('  differs:', text);

let worst = 0;
let sum = 0;
let tokens = 0;
const began = process.cpuUsage();
for (const window of windows) {
  const ids = [one('<|call|>')];
  for (const [party, text] of window.turns) ids.push(one(`<|${party}|>`), ...model.tokenize(` ${text}`, false));
  if (ids.join() !== window.ids.join()) console.log('  tokens of a window differ:', window.id);
  await sequence.clearHistory();
  const result = await sequence.controlledEvaluate([...ids, [one('<|judge|>'), { generateNext: { logits: { filter: { tokens: verdicts } } } }]]);
  const logits = verdicts.map((token) => result.at(-1).next.logits.get(token));
  const highest = Math.max(...logits);
  const powers = logits.map((l) => Math.exp(l - highest));
  const total = powers.reduce((a, b) => a + b);
  const off = Math.max(...powers.map((p, n) => Math.abs(p / total - window.probabilities[n])));
  worst = Math.max(worst, off);
  sum += off;
  tokens += ids.length + 1;
}
const { user, system } = process.cpuUsage(began);
console.log(`verdicts: ${windows.length} windows, largest difference of a probability ${worst.toFixed(4)}, mean ${(sum / windows.length).toFixed(5)}`);
console.log(`speed: ${Math.round((tokens / (user + system)) * 1e6)} tokens per CPU second`);

const taxonomy = JSON.parse(await readFile(new URL('../../src/detection/taxonomy.json', import.meta.url), 'utf8'));
const quoted = (ids) => ids.map((id) => JSON.stringify(JSON.stringify(id))).join(' | ');
const grammar = new LlamaGrammar(llama, {
  grammar: [
    String.raw`root ::= "{\"category\":" category ",\"signals\":[" signals? "]}"`,
    'signals ::= signal ("," signal){0,5}',
    `category ::= ${quoted(taxonomy.categories.map(({ id }) => id))}`,
    `signal ::= ${quoted(taxonomy.signals.filter(({ weight }) => weight > 0).map(({ id }) => id))}`,
  ].join('\n'),
});
const likely = windows.filter(({ probabilities }) => probabilities[0] > 0.5).slice(0, 4);
for (const window of likely) {
  await sequence.clearHistory();
  const state = new LlamaGrammarEvaluationState({ model, grammar });
  const out = [];
  const options = { temperature: 0, grammarEvaluationState: state, yieldEogToken: false };
  for await (const token of sequence.evaluate([...window.ids, one('<|judge|>'), verdicts[0]], options)) {
    out.push(token);
    if (out.length > 40 || model.detokenize(out).endsWith(']}')) break;
  }
  console.log(`explanation of ${window.id}: ${model.detokenize(out)}`);
}
process.exit(differ.length || worst > 0.05 ? 1 : 0);
