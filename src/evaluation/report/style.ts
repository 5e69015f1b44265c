/** The report's looks: light and dark, and wide tables that scroll on a phone. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ink: #1c2430; --soft: #5b6675; --paper: #fcfcfb; --line: #d9dde3; --shade: #f1f3f6;
  --c0: #b3261e; --c1: #1f5fa8; --c2: #2b7a4b; --c3: #9a6a00; --c4: #6f4aa8; --c5: #6b7280; --c6: #0e7c86;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ee; --soft: #9aa5b4; --paper: #14181e; --line: #323a45; --shade: #1c222a;
    --c0: #ff8a80; --c1: #7ab8ff; --c2: #7ed3a0; --c3: #f0c060; --c4: #c3a5f5; --c5: #a3adba; --c6: #6fd3dc;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: .6rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; color: var(--soft); }
nav a { margin-right: 1rem; color: var(--c1); }
.table { overflow-x: auto; margin: .6rem 0 1rem; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { padding: .32rem .65rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
th:first-child { text-align: left; font-weight: 500; position: sticky; left: 0; background: var(--paper); }
thead th { font-weight: 600; background: var(--shade); }
thead th:first-child { background: var(--shade); }
tbody tr:first-child > * { font-weight: 600; }
figure { margin: 1rem 0; max-width: 44rem; }
figcaption { color: var(--soft); font-size: .9rem; }
svg { width: 100%; height: auto; display: block; font: 12px system-ui, sans-serif; }
svg text { fill: var(--soft); }
svg .mark { fill: var(--ink); font-weight: 600; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .frame { fill: none; stroke: var(--soft); }
`;
