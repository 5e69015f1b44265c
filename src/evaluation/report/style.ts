/** The report's looks: light and dark, wide tables that scroll on a phone, and paper. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ink: #1c2430; --soft: #566070; --paper: #fcfcfb; --line: #d9dde3; --shade: #f1f3f6;
  --c0: #b3261e; --c1: #1f5fa8; --c2: #2b7a4b; --c3: #9a6a00; --c4: #6f4aa8; --c5: #6b7280; --c6: #0e7c86;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ee; --soft: #a3aebc; --paper: #14181e; --line: #323a45; --shade: #1c222a;
    --c0: #ff8a80; --c1: #7ab8ff; --c2: #7ed3a0; --c3: #f0c060; --c4: #c3a5f5; --c5: #a3adba; --c6: #6fd3dc;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: .6rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .3rem; }
p { margin: .35rem 0; max-width: 48rem; color: var(--soft); }
nav a { margin-right: 1rem; color: var(--c1); }
code { font: .92em ui-monospace, monospace; color: var(--ink); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tiles > div { background: var(--shade); border-radius: .5rem; padding: .7rem .9rem; }
.tiles span, .tiles small { display: block; color: var(--soft); font-size: .85rem; line-height: 1.35; }
.tiles strong { font-size: 1.6rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; margin: .6rem 0 1rem; }
table { border-collapse: collapse; font-size: .88rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
td { white-space: nowrap; }
td:last-child { white-space: normal; }
td small { display: block; white-space: nowrap; color: var(--soft); font-size: .88em; font-weight: 400; }
th:first-child { text-align: left; font-weight: 500; position: sticky; left: 0; background: var(--paper); }
thead th { font-weight: 600; background: var(--shade); vertical-align: bottom; }
thead th:first-child { background: var(--shade); }
.product tbody tr:first-child > * { font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem 1.5rem; }
figure { margin: .8rem 0; max-width: 44rem; break-inside: avoid; }
figcaption { font-size: .92rem; font-weight: 600; margin-bottom: .2rem; }
svg { width: 100%; height: auto; display: block; font: 13px system-ui, sans-serif; }
svg text { fill: var(--soft); }
svg .mark { fill: var(--ink); font-weight: 600; stroke: var(--paper); stroke-width: 4px; paint-order: stroke; }
svg .cross { stroke: var(--ink); stroke-width: 1; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .diagonal { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 5 4; fill: none; }
@media print {
  :root {
    color-scheme: light;
    --ink: #000; --soft: #333; --paper: #fff; --line: #bbb; --shade: #eee;
    --c0: #b3261e; --c1: #1f5fa8; --c2: #2b7a4b; --c3: #9a6a00; --c4: #6f4aa8; --c5: #6b7280; --c6: #0e7c86;
  }
  body { font-size: 10pt; print-color-adjust: exact; }
  main { padding: 0; max-width: none; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  tr, .tiles > div { break-inside: avoid; }
  .table { overflow: visible; }
  .charts { grid-template-columns: 1fr 1fr; }
  table { font-size: 7pt; }
  th, td, td small { padding: .15rem .2rem; white-space: normal; }
  td small { padding: 0; }
  thead th { overflow-wrap: anywhere; }
}
`;
