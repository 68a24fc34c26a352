import { escapeHtml } from '../text/escape.js';
import { plainLine } from '../text/plain-line.js';
import type { ChartTheme } from './theme.js';
import { FONT_FAMILY } from './theme.js';

/** One drawn panel and where it stands in the figure's body. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  /** What Plot returned. */
  readonly element: Element;
}

/** An entry of the legend: a drawn sample, 26 wide and 14 high, and its meaning. */
export interface LegendItem {
  readonly glyph: string;
  readonly text: string;
}

/** A whole chart before it is written out. */
export interface Figure {
  /** Makes ids unique where several figures share a page. */
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  /** The picture in words. */
  readonly alt: string;
  readonly width: number;
  readonly bodyHeight: number;
  readonly panels: readonly Panel[];
  readonly legend: readonly LegendItem[];
  readonly notes: readonly string[];
  readonly theme: ChartTheme;
}

/** Distance of all text from the figure's edge. */
export const MARGIN = 20;
const TITLE_SIZE = 16;
const TEXT_SIZE = 11.5;
const LINE = 16;
const LEGEND_LINE = 20;
const GLYPH = 26;

/** Writes a figure as one SVG: title, panels, legend and notes. The same input gives the same bytes. */
export function figureSvg(figure: Figure): string {
  const { theme, width } = figure;
  const inner = width - 2 * MARGIN;
  const title = fitLines(figure.title, inner, TITLE_SIZE * 0.6).slice(0, 3);
  const subtitle = fitLines(figure.subtitle, inner, TEXT_SIZE * 0.6).slice(0, 2);
  const parts: string[] = [];
  let y = MARGIN + TITLE_SIZE;
  for (const line of title) {
    parts.push(textLine(line, MARGIN, y, TITLE_SIZE, theme.ink, 'bold'));
    y += 21;
  }
  for (const line of subtitle) {
    parts.push(textLine(line, MARGIN, y, TEXT_SIZE, theme.muted));
    y += LINE;
  }
  y += 2;
  for (const panel of figure.panels) parts.push(panelMarkup(panel, y));
  y += figure.bodyHeight + 14;
  const legend = legendMarkup(figure, y, inner);
  parts.push(...legend.parts);
  y = legend.bottom;
  for (const line of figure.notes.flatMap((note) => fitLines(note, inner, TEXT_SIZE * 0.6))) {
    y += LINE;
    parts.push(textLine(line, MARGIN, y, TEXT_SIZE, theme.muted));
  }
  const height = Math.ceil(y + MARGIN - 6);
  return stableIds(wrap(figure, parts.join('\n'), height), figure.id);
}

function wrap(figure: Figure, body: string, height: number): string {
  const { width, theme } = figure;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${figure.id}-title" aria-describedby="${figure.id}-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT_FAMILY}" font-size="${TEXT_SIZE}" fill="${theme.ink}" color="${theme.ink}">`,
    `<title id="${figure.id}-title">${escapeHtml(figure.title)}</title>`,
    `<desc id="${figure.id}-desc">${escapeHtml(figure.alt)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${theme.paper}"/>`,
    body,
    '</svg>',
    '',
  ].join('\n');
}

const GEOMETRY = [
  'd',
  'transform',
  'x',
  'y',
  'x1',
  'x2',
  'y1',
  'y2',
  'cx',
  'cy',
  'r',
  'width',
  'height',
] as const;

function panelMarkup(panel: Panel, top: number): string {
  const element = panel.element.cloneNode(true) as Element;
  for (const style of element.querySelectorAll('style')) style.remove();
  for (const name of ['class', 'style', 'font-family', 'font-size']) element.removeAttribute(name);
  element.setAttribute('x', String(panel.x));
  element.setAttribute('y', String(top + panel.y));
  element.setAttribute('overflow', 'visible');
  for (const shape of element.querySelectorAll('*')) {
    // A style attribute would need a hole in the page's content security policy.
    shape.removeAttribute('style');
    // The figure has one text for all of it; labels on shapes without a role are noise to a screen reader.
    shape.removeAttribute('aria-label');
    shape.removeAttribute('aria-hidden');
    shortenNumbers(shape);
  }
  const view = panel.element.ownerDocument.defaultView;
  // As XML: a standalone file knows no HTML entities.
  const markup = view === null ? element.outerHTML : new view.XMLSerializer().serializeToString(element);
  return markup.replace(/ xmlns="[^"]*"/gu, '');
}

/** Two decimals of a pixel are more than an eye sees; the rest is noise in a diff. Text is left alone. */
function shortenNumbers(shape: Element): void {
  for (const name of GEOMETRY) {
    const value = shape.getAttribute(name);
    if (value === null) continue;
    const short = value.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/gu, (text) =>
      String(Number(Number(text).toFixed(2))),
    );
    if (short !== value) shape.setAttribute(name, short);
  }
}

/** Plot counts its clip paths and markers up over the process's life: renumber them, so that order of drawing leaves no trace. */
function stableIds(markup: string, prefix: string): string {
  const seen = new Map<string, string>();
  return markup.replace(/plot-(clip|marker)-\d+/gu, (id, kind: string) => {
    const known = seen.get(id) ?? `${prefix}-${kind}-${seen.size + 1}`;
    seen.set(id, known);
    return known;
  });
}

function textLine(text: string, x: number, y: number, size: number, fill: string, weight?: string): string {
  const bold = weight === undefined ? '' : ` font-weight="${weight}"`;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${bold}>${escapeHtml(text)}</text>`;
}

function legendMarkup(figure: Figure, top: number, inner: number): { parts: string[]; bottom: number } {
  const parts: string[] = [];
  let x = MARGIN;
  let y = top;
  for (const item of figure.legend) {
    const width = GLYPH + 6 + item.text.length * TEXT_SIZE * 0.6 + 18;
    if (x > MARGIN && x + width - 18 > MARGIN + inner) {
      x = MARGIN;
      y += LEGEND_LINE;
    }
    parts.push(`<g transform="translate(${Math.round(x)},${y - 4})" aria-hidden="true">${item.glyph}</g>`);
    parts.push(textLine(item.text, Math.round(x) + GLYPH + 6, y + 7, TEXT_SIZE, figure.theme.ink));
    x += width;
  }
  return { parts, bottom: figure.legend.length === 0 ? top : y + 12 };
}

function fitLines(text: string, width: number, charWidth: number): string[] {
  const most = Math.max(20, Math.floor(width / charWidth));
  const lines: string[] = [];
  let line = '';
  for (const word of plainLine(text, 600).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word.slice(0, most) : `${line} ${word.slice(0, most)}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
