import { describe, expect, it } from 'vitest';
import { type Frame, frameDurationMs } from '../../src/audio/frame.js';
import { PartyAudio } from '../../src/sources/party-audio.js';

const lengthMs = (frames: readonly Frame[]) => frames.reduce((sum, frame) => sum + frameDurationMs(frame), 0);
const sound = (samples: number) => new Int16Array(samples).fill(1000);

describe('audio of one party on its way in', () => {
  it('keeps its time over changes of the rate, pauses and losses', () => {
    const audio = new PartyAudio('remote', 100);
    const frames = [
      ...audio.hear(sound(800), 8000),
      ...audio.lose(60),
      ...audio.hear(sound(1600), 16_000),
      ...audio.pause(40),
      ...audio.hear(sound(4800), 48_000),
      ...audio.end(),
    ];
    expect(frames[0]?.startMs).toBe(100);
    expect(lengthMs(frames)).toBe(400);
    expect(frames.filter(({ lost }) => lost).map(({ startMs }) => startMs)).toEqual([200, 220, 240]);
    expect(audio.nowMs).toBe(500);
  });
});
