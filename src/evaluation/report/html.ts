import type { Block, Table } from './document.js';
import { escapeText } from './escape.js';
import { STYLE } from './style.js';
import { chartSvg } from './svg/chart.js';

/** One page with everything in it: no script, no font, no picture from elsewhere. */
export function toHtml(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
${contents(blocks)}
${blocks.map(blockOf).join('\n')}
</main>
</body>
</html>
`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const id = block.level === 2 ? ` id="${anchor(block.text)}"` : '';
      return `<h${block.level}${id}>${escapeText(block.text)}</h${block.level}>`;
    }
    case 'text':
      return `<p>${escapeText(block.text)}</p>`;
    case 'table':
      return tableOf(block);
    case 'chart':
      return `<figure>${chartSvg(block)}<figcaption>${escapeText(block.title)}</figcaption></figure>`;
  }
}

function contents(blocks: readonly Block[]): string {
  const links = blocks.flatMap((block) =>
    block.kind === 'heading' && block.level === 2
      ? [`<a href="#${anchor(block.text)}">${escapeText(block.text)}</a>`]
      : [],
  );
  return `<nav>${links.join(' ')}</nav>`;
}

function tableOf({ columns, rows }: Table): string {
  const head = columns.map((column) => `<th scope="col">${escapeText(column)}</th>`).join('');
  const body = rows.map((cells) => {
    const [first = '', ...rest] = cells.map(escapeText);
    return `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}

function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
