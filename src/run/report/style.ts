/**
 * Style of the report. The colours of series are those of Okabe and Ito ("Color universal design", 2008), which stay
 * apart for colour-blind readers, darkened on a light page and lightened on a dark one.
 */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --soft: #f4f6f8; --line: #d9dee4; --text: #1b2430; --quiet: #55606e;
  --main: #0066b3; --context: #7a838e; --better: #00704f; --worse: #b34700; --caution: #7a5300;
  --better-soft: #e0f3ec; --worse-soft: #fdeadf; --caution-soft: #fdf3d8; --main-soft: #e3eff9; --open-soft: #eceff2;
  --series-1: #c25400; --series-2: #00855f; --series-3: #a8517f; --series-4: #9a6b00; --series-5: #2f8fc4; --series-6: #5b4fb3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181d; --soft: #1d232a; --line: #36404b; --text: #e6eaee; --quiet: #a4aeb9;
    --main: #5db5f5; --context: #929ca7; --better: #55d3a8; --worse: #ff9a5c; --caution: #f0c452;
    --better-soft: #143329; --worse-soft: #3c2416; --caution-soft: #362b10; --main-soft: #17304a; --open-soft: #2a323b;
    --series-1: #f58a45; --series-2: #3cc598; --series-3: #e09bc4; --series-4: #e5b93c; --series-5: #8fd0f5; --series-6: #aaa0f0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
main, footer { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
main { padding-top: 28px; }
h1 { font-size: clamp(1.3rem, 1rem + 1.6vw, 1.9rem); line-height: 1.25; margin: 16px 0 12px; text-wrap: balance; }
h2 { font-size: 1.3rem; margin: 0 0 14px; }
h3 { font-size: 1.05rem; margin: 22px 0 6px; }
h4 { font-size: .92rem; margin: 16px 0 4px; }
p { margin: 0 0 10px; }
small { font-size: .8em; color: var(--quiet); font-weight: 400; }
code { font: .88em ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; }
section { margin-top: 44px; }
a { color: var(--main); }
.kicker, .aside, figcaption, .lead { color: var(--quiet); }
.kicker { font-size: .85rem; margin: 0; }
.aside, figcaption { font-size: .9rem; }
.banner { border-left: 5px solid; border-radius: 4px; padding: 10px 14px; margin: 12px 0 0; }
.banner.warn { background: var(--caution-soft); border-color: var(--caution); }
.banner.note { background: var(--open-soft); border-color: var(--context); }
.cards { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 12px; padding: 0; margin: 22px 0 0; }
.card { background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; display: flex; flex-direction: column; gap: 2px; }
.card .label { font-size: .85rem; color: var(--quiet); }
.card .label::first-letter { text-transform: uppercase; }
.card .value { font-size: 1.75rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.card .value small { font-size: .95rem; }
.card .detail { font-size: .85rem; color: var(--quiet); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 10px 0; margin: 26px 0 0; border-block: 1px solid var(--line); font-size: .92rem; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible { outline: 2px solid var(--main); outline-offset: 2px; }
.scroll-hint { display: none; margin: 0 0 6px; font-size: .85rem; color: var(--main); }
.best { text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; text-decoration-color: var(--better); }
table { border-collapse: collapse; font-size: .9rem; overflow-wrap: normal; min-width: 100%; }
th, td { padding: 7px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; font-size: .82rem; line-height: 1.3; color: var(--quiet); vertical-align: bottom; border-bottom: 2px solid var(--line); }
thead th small { display: block; }
tbody th { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.number { white-space: normal; }
td .chip, td:not(.number) { white-space: nowrap; }
.zero { color: var(--quiet); opacity: .65; }
table.policies th:first-child { position: sticky; left: 0; background: var(--page); min-width: 9.5rem; max-width: 15rem; overflow-wrap: anywhere; z-index: 1; }
.policies tr.strongest > *, .policies tr.strongest th:first-child { background: var(--soft); }
.policies tr.recommended > *, .policies tr.recommended th:first-child { background: var(--main-soft); font-weight: 600; }
.policies tr.hindsight > * { color: var(--quiet); }
.mark { display: inline-block; font-size: .72rem; font-weight: 600; border: 1px solid var(--quiet); color: var(--quiet); border-radius: 3px; padding: 0 5px; white-space: nowrap; }
.mark.accent { border-color: var(--main); color: var(--main); }
small.kind { display: none; }
table.plan { min-width: min(100%, 720px); }
.meter { display: block; width: 100%; min-width: 54px; height: 4px; margin-top: 3px; background: var(--line); border-radius: 2px; overflow: hidden; }
.meter i { display: block; height: 100%; background: var(--context); }
.recommended .meter i { background: var(--main); }
.chip { display: inline-block; font-size: .8rem; font-weight: 600; border-radius: 10px; padding: 0 9px; white-space: nowrap; }
.chip.better { color: var(--better); background: var(--better-soft); }
.chip.worse { color: var(--worse); background: var(--worse-soft); }
.chip.open { color: var(--quiet); background: var(--open-soft); }
.chip.warning { color: var(--caution); background: var(--caution-soft); }
.verdicts, .findings { list-style: none; padding: 0; margin: 0; display: grid; gap: 12px; }
.verdicts li { border-left: 3px solid var(--line); padding-left: 14px; }
.verdicts p { margin: 0; }
.verdicts .comparison { font-weight: 550; }
.notes { padding-left: 22px; margin: 0 0 12px; }
.notes li { margin-bottom: 6px; }
.findings { margin: 18px 0; }
.findings li { border-left: 4px solid var(--caution); background: var(--caution-soft); border-radius: 4px; padding: 10px 14px; font-size: .92rem; }
.findings li.blocking { border-color: var(--worse); background: var(--worse-soft); }
.findings p { margin: 0 0 3px; }
summary { cursor: pointer; padding: 4px 0; }
.glossary dt { font-weight: 600; margin-top: 8px; }
.glossary dd { margin: 0; color: var(--quiet); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px 20px; margin: 0 0 16px; }
.facts .long { grid-column: 1 / -1; }
.facts dt { font-size: .8rem; color: var(--quiet); }
.facts dt::first-letter { text-transform: uppercase; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
.values { columns: 2 300px; column-gap: 36px; margin: 0 0 12px; font-size: .92rem; }
.values > div { display: flex; justify-content: space-between; gap: 14px; break-inside: avoid; border-bottom: 1px dotted var(--line); padding: 3px 0; }
.values dt { color: var(--quiet); }
.values dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.values > .long { display: block; column-span: all; }
.values > .long > dd { text-align: left; padding-left: 14px; }
.values .values { margin: 0; }
.model { border: 1px solid var(--line); border-radius: 8px; padding: 6px 16px; margin-bottom: 8px; }
.model[open] { padding-bottom: 12px; }
.model .facts { margin-top: 10px; }
.features { line-height: 1.8; }
.features code { background: var(--soft); border-radius: 3px; padding: 1px 6px; }
figure { margin: 0 0 42px; padding: 0; }
figure > h3 { margin-top: 0; }
figcaption { margin-top: 6px; max-width: 80ch; }
.drawing { display: block; width: 100%; height: auto; font-family: inherit; font-variant-numeric: tabular-nums; overflow: visible; }
.drawing text, .drawing tspan { white-space: pre; }
.drawing .line-name.strong { font-weight: 650; }
.drawing.narrow { display: none; max-width: 560px; }
.drawing.square { max-width: 560px; }
.gantt + .gantt { margin-top: 4px; }
.gantt .bar { cursor: default; }
td.words { white-space: normal; min-width: 9rem; }
.figure-table .meter { min-width: 70px; max-width: 170px; margin-left: auto; }
.figure-table .meter i { background: var(--main); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 2px 0 6px; font-size: .85rem; color: var(--quiet); }
.swatch { vertical-align: -1px; margin-right: 3px; }
pre { background: var(--soft); border-radius: 6px; padding: 12px; font-size: .8rem; line-height: 1.4; max-height: 30rem; overflow: auto; }
footer { margin-top: 50px; padding-bottom: 30px; font-size: .85rem; color: var(--quiet); }
footer p { border-top: 1px solid var(--line); padding-top: 12px; }
@media not screen, (min-width: 820.01px) { .legend.narrow-only, .legend .narrow-only { display: none; } }
@media not screen, (max-width: 1180px) { .kind-column { display: none; } small.kind { display: block; } }
@media screen and (max-width: 1040px) { .scroll-hint.policies { display: block; } }
@media screen and (max-width: 820px) {
  .scroll-hint.wide { display: block; }
  .stacks, .stacks tbody, .stacks tr, .stacks th { display: block; }
  .stacks thead, .stacks td.absent, .stacks .meter { display: none; }
  .stacks tr { border-bottom: 1px solid var(--line); padding: 6px 0; }
  .stacks th, .stacks td { border: 0; padding: 2px 0; overflow-wrap: anywhere; white-space: normal !important; }
  .stacks th { font-weight: 650; }
  .stacks td { display: flex; justify-content: space-between; gap: 16px; min-width: 0; }
  .stacks td:not(.absent)::before { content: attr(data-label); color: var(--quiet); white-space: normal; text-align: left; flex: 0 1 9rem; }
  .stacks td.words { text-align: right; }
  main, footer { padding-inline: 16px; }
  main { padding-top: 18px; }
  .drawing.wide { display: none; }
  .drawing.narrow { display: block; }
  th, td { padding: 6px 7px; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); }
  table.policies th:first-child { min-width: 7.5rem; max-width: 8.5rem; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --soft: #f4f6f8; --line: #c9ced4; --text: #000000; --quiet: #444c55;
    --main: #0066b3; --context: #7a838e; --better: #00704f; --worse: #b34700; --caution: #7a5300;
    --better-soft: #ffffff; --worse-soft: #ffffff; --caution-soft: #ffffff; --main-soft: #ffffff; --open-soft: #ffffff;
    --series-1: #c25400; --series-2: #00855f; --series-3: #a8517f; --series-4: #9a6b00; --series-5: #2f8fc4; --series-6: #5b4fb3;
  }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, footer { max-width: none; padding: 0; }
  nav { display: none; }
  .scroll { overflow: visible; }
  table, thead th, .mark, td .chip { font-size: 7.5pt; }
  td .chip { padding: 0; }
  th, td { padding: 3px 4px; }
  td .chip, td:not(.number) { white-space: normal; }
  table.policies th:first-child { position: static; min-width: 0; }
  tr, figure, .card, .findings li, .verdicts li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  section { margin-top: 24px; }
}
@page { margin: 14mm; }
`;
