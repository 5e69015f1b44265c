import { serveEngine } from './engine-child.js';
import { loadLlamaJudge } from './judge/llama-judge.js';
import type { JudgeEngineInit } from './judge/protocol.js';

serveEngine<JudgeEngineInit>(loadLlamaJudge);
