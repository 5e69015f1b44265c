import { describe, expect, test } from 'vitest';
import type { Party } from '../../src/audio/party.js';
import { heardEnough } from '../../src/detection/hearing.js';
import { Transcript } from '../../src/transcript/transcript.js';

const minimum = { words: 8, confidence: 0.35, wordsPerSpeechMinute: 40 };
const TEN_SECONDS = 'we had the roof done last week and the rain stayed out so your father is pleased';

/** A call of which ten seconds after ten are heard well, or not at all; the clock is the call's. */
class Line {
  readonly #transcript = new Transcript();
  #atMs = 0;

  hear(minutes: number, party: Party = 'remote'): void {
    this.#go(minutes, (startMs, endMs) => {
      const said = { text: TEN_SECONDS, words: [], confidence: 0.9, final: true };
      this.#transcript.add({ party, utterance: `${party}-${startMs}`, startMs, endMs, ...said });
    });
  }

  /** A fault: the line is so bad that nothing said on it is understood. */
  miss(minutes: number, party: Party = 'remote'): void {
    this.#go(minutes, (startMs, endMs) => this.#transcript.miss({ party, startMs, endMs }));
  }

  get enough(): boolean {
    return heardEnough({ ...this.#transcript.heard(), degraded: false }, minimum);
  }

  #go(minutes: number, take: (startMs: number, endMs: number) => void): void {
    for (const until = this.#atMs + minutes * 60_000; this.#atMs < until; this.#atMs += 10_000)
      take(this.#atMs, this.#atMs + 10_000);
  }
}

describe('a line that goes bad after twenty good minutes', () => {
  test('is soon heard too poorly', () => {
    const line = new Line();
    line.hear(20);
    expect(line.enough).toBe(true);
    line.miss(3);
    expect(line.enough).toBe(false);
  });

  test('is heard well enough again when it is good again', () => {
    const line = new Line();
    line.hear(20);
    line.miss(3);
    line.hear(2);
    expect(line.enough).toBe(true);
  });

  test('may lose a minute', () => {
    const line = new Line();
    line.hear(20);
    line.miss(1);
    expect(line.enough).toBe(true);
  });
});

test('what was never heard at first is not made good by the last minutes', () => {
  const line = new Line();
  line.miss(20);
  line.hear(4);
  expect(line.enough).toBe(false);
});

describe('a remote party that cannot be understood', () => {
  test('does not hide behind a local one that is', () => {
    const line = new Line();
    line.hear(3, 'local');
    line.miss(1);
    expect(line.enough).toBe(false);
  });

  test('does not hide behind what it said itself before', () => {
    const line = new Line();
    line.hear(10);
    for (let i = 0; i < 6; i++) {
      line.hear(0.5, 'local');
      line.miss(0.5);
    }
    expect(line.enough).toBe(false);
  });

  test('is given fifteen seconds before that is said of it', () => {
    const line = new Line();
    line.hear(1, 'local');
    line.miss(1 / 6);
    expect(line.enough).toBe(true);
  });
});

describe('a remote party of whom nothing is heard at all', () => {
  test('is soon taken for a dead leg', () => {
    const line = new Line();
    line.hear(1 / 3, 'local');
    expect(line.enough).toBe(true);
    line.hear(1 / 6, 'local');
    expect(line.enough).toBe(false);
    line.hear(1 / 6);
    expect(line.enough).toBe(true);
  });

  test('may listen for minutes once it has spoken', () => {
    const line = new Line();
    line.hear(1 / 6);
    line.hear(10, 'local');
    expect(line.enough).toBe(true);
  });
});

test('a remote party that is heard well makes up for a local one that is not', () => {
  const line = new Line();
  line.hear(2);
  line.miss(1, 'local');
  expect(line.enough).toBe(true);
});

test('parties that are not told apart are judged together', () => {
  const line = new Line();
  line.hear(2, 'mixed');
  line.miss(1, 'mixed');
  expect(line.enough).toBe(true);
  line.miss(3, 'mixed');
  expect(line.enough).toBe(false);
});
