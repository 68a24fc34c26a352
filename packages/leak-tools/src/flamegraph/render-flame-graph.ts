import { LeakToolsError } from '../errors.js';
import type { FoldedStack } from '../sites/site.js';
import { flameBoxes, flameTree, type FlameBox } from './flame-tree.js';

/** How a flame graph is drawn. */
export interface FlameGraphOptions {
  title: string;
  /** What the weight is: `bytes` are shown with units, `count` as whole numbers. Default `bytes`. */
  unit?: 'bytes' | 'count';
  /** Width in pixels, 300 to 10000; default 1200. */
  width?: number;
}

const ROW = 18;
const MARGIN = 10;
const HEADER = 52;
const LETTER = 6.7;
const SMALLEST_PX = 0.4;
const DEEPEST = 300;

/**
 * A flame graph as one SVG document without scripts, fonts or links: the outermost frame at the bottom, each frame as
 * wide as what was allocated below it. Every rectangle has its full name and amount as a tooltip and for screen readers.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_EMPTY` when no stack has a positive weight, `MEDKIT_LEAK_ARGUMENT` for a bad width.
 */
export function renderFlameGraph(stacks: readonly FoldedStack[], options: FlameGraphOptions): string {
  const width = options.width ?? 1200;
  if (!(width >= 300 && width <= 10_000)) {
    throw new LeakToolsError('MEDKIT_LEAK_ARGUMENT', `the width is ${width}: give 300 to 10000 pixels.`);
  }
  const root = flameTree(stacks, 'all');
  if (root.weight <= 0) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_EMPTY',
      'there is nothing to draw: no stack has a positive weight.',
    );
  }
  const scale = (width - 2 * MARGIN) / root.weight;
  const all = flameBoxes(root, SMALLEST_PX / scale);
  const boxes = all.filter((box) => box.depth < DEEPEST);
  const height =
    HEADER + (1 + boxes.reduce((deepest, box) => Math.max(deepest, box.depth), 0)) * ROW + MARGIN;
  const amount = (weight: number): string =>
    options.unit === 'count' ? String(Math.round(weight)) : bytesText(weight);
  const draw = (box: FlameBox): string => boxSvg(box, { scale, height, total: root.weight, amount });
  const cut = all.length > boxes.length ? ` Stacks deeper than ${DEEPEST} frames are cut.` : '';
  const says = `${amount(root.weight)} in ${stacks.length} stacks; wider is more, callers below.${cut}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="flame-title flame-desc" font-family="sans-serif" font-size="12">`,
    `<title id="flame-title">${escapeXml(options.title)}</title>`,
    `<desc id="flame-desc">${escapeXml(`${says} Widest frames: ${widest(boxes, root.weight)}.`)}</desc>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="22" font-size="16" fill="#1a1a1a">${escapeXml(shorten(options.title, width / 9))}</text>`,
    `<text x="${MARGIN}" y="40" fill="#555555">${escapeXml(says)}</text>`,
    ...boxes.map(draw),
    '</svg>',
    '',
  ].join('\n');
}

interface Frame {
  scale: number;
  height: number;
  total: number;
  amount(weight: number): string;
}

function boxSvg(box: FlameBox, frame: Frame): string {
  const x = MARGIN + box.start * frame.scale;
  const y = frame.height - MARGIN - (box.depth + 1) * ROW;
  const width = Math.max(box.weight * frame.scale, SMALLEST_PX);
  const share = ((100 * box.weight) / frame.total).toFixed(1);
  const label = shorten(box.name, (width - 6) / LETTER);
  const text =
    label === ''
      ? ''
      : `<text x="${(x + 3).toFixed(1)}" y="${y + 13}" fill="#1a1a1a">${escapeXml(label)}</text>`;
  return `<g><title>${escapeXml(`${box.name} - ${frame.amount(box.weight)}, ${share} %`)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colourOf(box)}"/>${text}</g>`;
}

function widest(boxes: readonly FlameBox[], total: number): string {
  const named = boxes.filter((box) => box.depth > 0).sort((a, b) => b.weight - a.weight || b.depth - a.depth);
  return named
    .slice(0, 3)
    .map((box) => `${box.name} (${((100 * box.weight) / total).toFixed(0)} %)`)
    .join(', ');
}

// The same name has the same colour in every graph, so that two graphs can be compared; all are light enough for text.
function colourOf(box: FlameBox): string {
  if (box.depth === 0) return '#d9d9d9';
  let hash = 2166136261;
  for (let i = 0; i < box.name.length; i++) hash = Math.imul(hash ^ box.name.charCodeAt(i), 16777619) >>> 0;
  return `hsl(${20 + (hash % 35)} ${70 + ((hash >>> 8) % 20)}% ${66 + ((hash >>> 16) % 12)}%)`;
}

function shorten(text: string, letters: number): string {
  const most = Math.floor(letters);
  if (most < 3) return '';
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** Bytes with a unit of 1024, as the reports write it. */
function bytesText(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1] as string}`;
}

/** Text for XML: markup escaped, characters that XML does not allow replaced. */
function escapeXml(text: string): string {
  const clean = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  const named: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return clean.replace(/[&<>"']/g, (letter: string) => named[letter] as string);
}
