import { expect, it } from 'vitest';
import { detectKind } from '../../../src/sources/recording/detect.js';

const head = (text: string) => Buffer.from(text, 'latin1');

it.each([
  ['RIFF\x00\x00\x00\x00WAVEfmt ', 'call.mp3', { reader: 'wav' }],
  ['fLaC', 'call.ulaw', { reader: 'ffmpeg', demuxer: 'flac' }],
  ['OggS', 'call', { reader: 'ffmpeg', demuxer: 'ogg' }],
  ['\x00\x00\x00\x20ftypM4A ', 'call.wav', { reader: 'ffmpeg', demuxer: 'mov' }],
  ['#!AMR\n', 'call.3ga', { reader: 'ffmpeg', demuxer: 'amr' }],
  ['ID3\x04', 'call', { reader: 'ffmpeg', demuxer: 'mp3' }],
  ['ID3\x04', 'call.flac', { reader: 'ffmpeg', demuxer: 'flac' }],
  ['\xff\xfb\x90\x00', 'call', { reader: 'ffmpeg', demuxer: 'mp3' }],
  ['\xff\xf1\x50\x80', 'call', { reader: 'ffmpeg', demuxer: 'aac' }],
  ['\xff\xff\xff\xff', 'call', undefined],
  ['\xff\xfb\x90\x00', 'call.ulaw', { reader: 'raw', encoding: 'mulaw', sampleRateHz: 8000 }],
  ['anything', 'CALL.SLN16', { reader: 'raw', encoding: 's16', sampleRateHz: 16_000 }],
  ['anything', 'call.gsm', { reader: 'ffmpeg', demuxer: 'gsm' }],
  ['anything', 'call.wav', undefined],
  ['anything', 'call.pcm', undefined],
  ['', 'call', undefined],
])('%j named %s', (bytes, name, kind) => {
  expect(detectKind(head(bytes), name)).toEqual(kind);
});
