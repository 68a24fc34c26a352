import { DARK_PALETTE, PALETTE } from '../charts/theme.js';

const colors = (palette: readonly string[]): string =>
  palette.map((color, index) => `--c${index}: ${color};`).join(' ');

/** The page's style sheet: one column, light and dark, and a print form without controls. */
export const PAGE_STYLE: string = `
:root { color-scheme: light dark;
  --ink: #1b1b1b; --muted: #5a5a5a; --line: #d8d8d8; --paper: #f6f6f4; --card: #ffffff; --link: #005a8f;
  --good: #00694c; --bad: #a83f00; --warn: #7a5200; --warmup: rgba(120,120,120,.2); --steady: rgba(0,114,178,.2); ${colors(PALETTE)} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
  --ink: #ececec; --muted: #b0b0b0; --line: #444; --paper: #161616; --card: #212121; --link: #7cc4ee;
  --good: #3ccf9f; --bad: #ff9a5c; --warn: #f0b94a; --warmup: rgba(180,180,180,.2); --steady: rgba(86,180,233,.22); ${colors(DARK_PALETTE)} } }
:root[data-theme=dark] { color-scheme: dark;
  --ink: #ececec; --muted: #b0b0b0; --line: #444; --paper: #161616; --card: #212121; --link: #7cc4ee;
  --good: #3ccf9f; --bad: #ff9a5c; --warn: #f0b94a; --warmup: rgba(180,180,180,.2); --steady: rgba(86,180,233,.22); ${colors(DARK_PALETTE)} }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 1.2rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .4rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; } p { margin: .4rem 0; overflow-wrap: anywhere; }
a { color: var(--link); } code { overflow-wrap: anywhere; }
.top { display: flex; gap: 1rem; align-items: start; justify-content: space-between; }
.muted { color: var(--muted); } small { color: var(--muted); }
button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 4px;
  padding: .15rem .6rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: .9rem; padding: 0; margin: 1.2rem 0; list-style: none; }
.card, .box, figure, .explorer { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1rem; }
.card h2 { margin: 0; font-size: 1rem; } .card dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; margin: .6rem 0 0; }
.card dt { color: var(--muted); } .card dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.verdict { font-weight: 700; overflow-wrap: anywhere; } .better { color: var(--good); } .worse { color: var(--bad); } .caution { color: var(--warn); }
figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; display: block; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; background: var(--card); }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
th.right, td.right { text-align: right; overflow-wrap: normal; white-space: nowrap; }
th button { border: 0; background: none; padding: 0; font-weight: 700; }
th[aria-sort=ascending] button::after { content: ' ▲'; } th[aria-sort=descending] button::after { content: ' ▼'; }
td.failed { color: var(--bad); } td.unreliable { color: var(--warn); } td.unknown { color: var(--muted); }
.box { border-left: 5px solid var(--warn); margin: 1rem 0; } .box.calm { border-left-color: var(--line); } .box h3 { margin: 0; }
.box ul { margin: .4rem 0 0; padding-left: 1.2rem; } .fix { color: var(--muted); }
.explorer { margin: 1rem 0; } .explorer h3 { margin: 0; } .explorer canvas { width: 100%; height: 170px; display: block; touch-action: pan-y; cursor: crosshair; }
.explorer canvas.short { height: 120px; } .panel-name { font-size: .85rem; margin: .5rem 0 0; }
.controls, .series { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; font-size: .9rem; border: 0; padding: 0; margin: .4rem 0; }
.swatch { display: inline-block; width: 1.6rem; vertical-align: middle; }
.readout { font-size: .85rem; } details { margin: .8rem 0; } summary { cursor: pointer; }
@media print { :root, :root:not([data-theme=light]) { color-scheme: light;
    --ink: #000; --muted: #333; --line: #aaa; --paper: #fff; --card: #fff; --link: #000; --good: #004d38; --bad: #7a2e00; --warn: #5c3d00; --warmup: rgba(120,120,120,.2); --steady: rgba(0,114,178,.2); ${colors(PALETTE)} }
  body { max-width: none; font-size: 10pt; padding: 0; } button.page, .controls:not(.series), .series input, .skip, .readout { display: none; }
  .card, .box, figure, .explorer, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;
