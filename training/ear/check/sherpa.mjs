// Hear wav files with an exported ear in the product's engine, but without the silence it puts behind a chunk (src/transcription/tail.ts):
// node check/sherpa.mjs MODEL_FOLDER < list-of-wavs > texts.json
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sherpa from 'sherpa-onnx-node';

const folder = process.argv[2];
const recognizer = await sherpa.OfflineRecognizer.createAsync({
  featConfig: { sampleRate: 16000, featureDim: 80 },
  modelConfig: {
    tokens: join(folder, 'tokens.txt'),
    numThreads: 1,
    provider: 'cpu',
    debug: 0,
    moonshine: {
      preprocessor: join(folder, 'preprocess.onnx'),
      encoder: join(folder, 'encode.int8.onnx'),
      uncachedDecoder: join(folder, 'uncached_decode.int8.onnx'),
      cachedDecoder: join(folder, 'cached_decode.int8.onnx'),
    },
  },
});

const heard = [];
for (const file of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const { samples, sampleRate } = sherpa.readWave(file);
  const stream = recognizer.createStream();
  stream.acceptWaveform({ samples, sampleRate });
  const before = process.cpuUsage();
  const { text } = await recognizer.decodeAsync(stream);
  const used = process.cpuUsage(before);
  const confidence = /<\|cf(\d+)\|>$/.exec(text.trim());
  heard.push({
    text: text.replace(/<\|cf\d+\|>\s*$/, '').trim(),
    confidence: confidence ? Number(confidence[1]) / 100 : null,
    cpuMs: (used.user + used.system) / 1000,
  });
}
console.log(JSON.stringify(heard));
