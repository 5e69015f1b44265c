import type { Block, Table, Tiles } from './document.js';
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
${drawn(blocks)}
</main>
</body>
</html>
`;
}

/** Charts that follow each other stand side by side where there is room. */
function drawn(blocks: readonly Block[]): string {
  const parts: string[] = [];
  for (const [i, block] of blocks.entries()) {
    const isChart = block.kind === 'chart';
    if (isChart && blocks[i - 1]?.kind !== 'chart') parts.push('<div class="charts">');
    parts.push(blockOf(block));
    if (isChart && blocks[i + 1]?.kind !== 'chart') parts.push('</div>');
  }
  return parts.join('\n');
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const id = block.level === 2 ? ` id="${anchor(block.text)}"` : '';
      return `<h${block.level}${id}>${escapeText(block.text)}</h${block.level}>`;
    }
    case 'text':
      return `<p>${inline(block.text)}</p>`;
    case 'table':
      return tableOf(block);
    case 'tiles':
      return `<div class="tiles">${block.tiles.map(tileOf).join('')}</div>`;
    case 'chart':
      return `<figure><figcaption>${escapeText(block.title)}</figcaption>${chartSvg(block)}</figure>`;
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

/** Names of options and fields. */
function inline(text: string): string {
  return escapeText(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function tileOf({ label, figure, note }: Tiles['tiles'][number]): string {
  return `<div><span>${inline(label)}</span><strong>${escapeText(figure)}</strong><small>${escapeText(note)}</small></div>`;
}

function tableOf({ columns, rows, product }: Table): string {
  const head = columns.map((column) => `<th scope="col">${escapeText(column)}</th>`).join('');
  const body = rows.map((cells) => {
    const [first = '', ...rest] = cells.map(escapeText);
    return `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${withInterval(cell)}</td>`).join('')}</tr>`;
  });
  return `<div class="table" tabindex="0" role="group"><table${product ? ' class="product"' : ''}><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}

/** An interval stands small below its figure. */
function withInterval(cell: string): string {
  return cell.replaceAll(' %', '&nbsp;%').replace(/^([^ ]+) \(([^ ]+ to [^ ]+)\)$/, '$1<small>$2</small>');
}

function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
