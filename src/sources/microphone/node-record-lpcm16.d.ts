// The part of node-record-lpcm16 that we use; the package brings no types.
declare module 'node-record-lpcm16' {
  import type { ChildProcess } from 'node:child_process';
  import type { Readable } from 'node:stream';

  export interface RecordOptions {
    /** Hz. */
    readonly sampleRate: number;
    readonly channels: number;
    readonly audioType: 'raw' | 'wav';
    readonly recorder: 'sox' | 'rec' | 'arecord';
    readonly device?: string;
  }

  export interface Recording {
    readonly process: ChildProcess;
    /** Emits a string as `error` when the program ends with another status than 0. */
    stream(): Readable;
    stop(): void;
  }

  // CommonJS whose names Node cannot see: only the whole module can be imported.
  const lpcm16: { record(options: RecordOptions): Recording };
  export default lpcm16;
}
