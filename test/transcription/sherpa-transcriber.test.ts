import { describe, expect, it } from 'vitest';
import { doubtedWhereCutOff } from '../../src/transcription/sherpa-transcriber.js';

describe('doubtedWhereCutOff', () => {
  it('believes nothing of an answer that never came to its confidence', () => {
    const ranOn = { text: 'the the the the the', confidence: undefined };
    expect(doubtedWhereCutOff(ranOn)).toEqual({ text: 'the the the the the', confidence: 0 });
  });

  it.each([
    { text: 'gift cards', confidence: 0.7 },
    { text: '', confidence: undefined },
  ])('leaves $text with $confidence as it is', (heard) => {
    expect(doubtedWhereCutOff(heard)).toEqual(heard);
  });
});
