import type { RecordingInput } from '../../sources/recording/recording.js';
import type { LabelledCall } from './labelled-call.js';

/** A labelled call that can be run: its paths are absolute. */
export interface EvaluationCall extends Omit<LabelledCall, 'audio'> {
  /** Name of the manifest it stands in, for tables. */
  readonly corpus: string;
  readonly recording?: RecordingInput;
  /** Of its manifest, counted from 1; absent where there is none. */
  readonly line?: number;
}

/** A row that could not be used, and why; or of which something has to be known. */
export interface RowProblem {
  readonly corpus: string;
  /** Counted from 1; 0 for the file as a whole. */
  readonly line: number;
  readonly reason: string;
}

export interface Manifest {
  readonly calls: readonly EvaluationCall[];
  readonly problems: readonly RowProblem[];
  /** Of rows that are used, but hold something that nobody reads. */
  readonly remarks: readonly RowProblem[];
  /** SHA-256 of the manifest as it lies on the disk, unpacked. */
  readonly sha256: string;
}
