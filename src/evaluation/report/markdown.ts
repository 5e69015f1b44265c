import type { Block, Table } from './document.js';

/** A report as Markdown: everything but the pictures. */
export function toMarkdown(title: string, blocks: readonly Block[]): string {
  const parts = blocks.flatMap((block) => {
    if (block.kind === 'heading') return [`${'#'.repeat(block.level)} ${block.text}`];
    if (block.kind === 'text') return [block.text];
    return block.kind === 'table' ? [tableOf(block)] : [];
  });
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

function tableOf({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  const rule = `|${columns.map((_, i) => (i === 0 ? '---|' : '---:|')).join('')}`;
  return [line(columns), rule, ...rows.map(line)].join('\n');
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
