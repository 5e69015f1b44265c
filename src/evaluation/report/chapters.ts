import type { CallRecord, EvaluationReport } from './record.js';

/** Calls that are counted together, since they reached the product the same way. */
export interface Chapter {
  readonly name: 'audio' | 'spoken' | 'text';
  readonly title: string;
  readonly calls: readonly CallRecord[];
}

/** Written calls that were spoken to the ear, and what it made of them (training/text/hear.ts). */
const HEARD = 'heard';

/** The calls of a report by the way they reached the product, the longest way first; only ways that calls took. */
export function chaptersOf({ calls }: Pick<EvaluationReport, 'calls'>): Chapter[] {
  const written = calls.filter(({ kind }) => kind === 'text');
  const chapters: Chapter[] = [
    { name: 'audio', title: 'Recorded calls', calls: calls.filter(({ kind }) => kind === 'audio') },
    {
      name: 'spoken',
      title: 'Written calls, spoken by machines and heard by the ear',
      calls: written.filter(({ rendering }) => rendering === HEARD),
    },
    { name: 'text', title: 'Written calls', calls: written.filter(({ rendering }) => rendering !== HEARD) },
  ];
  return chapters.filter((chapter) => chapter.calls.length > 0);
}
