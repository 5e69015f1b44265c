import { chaptersOf } from './chapters.js';
import type { Block } from './document.js';
import type { EvaluationReport } from './record.js';

/** Of a composed report the headings of its chapters with what stands right below them. */
export function headlinesOf(report: Pick<EvaluationReport, 'calls'>, blocks: readonly Block[]): Block[] {
  const titles = new Set(chaptersOf(report).map(({ title }) => title));
  let shown = false;
  return blocks.filter((block) => {
    if (block.kind === 'heading' && block.level === 2) shown = titles.has(block.text);
    if (block.kind === 'heading' && block.level === 3) shown &&= block.text.startsWith('Alerts ');
    return shown;
  });
}
