import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ReportError } from '../errors.js';
import { encodePng, isOpaque } from './encode-png.js';

/** Options of {@link svgToPng}. */
export interface PngOptions {
  /** Pixels a user unit; 2 when not given, so that text stays sharp on dense screens. */
  readonly scale?: number | undefined;
}

/**
 * Draws an SVG as PNG with the bundled DejaVu Sans, so that a server without any font renders text.
 *
 * @throws ReportError `MEDKIT_REPORT_INPUT` when the text is no SVG or the scale is not within (0, 8].
 */
export async function svgToPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const scale = options.scale ?? 2;
  if (!(scale > 0 && scale <= 8)) {
    throw new ReportError('MEDKIT_REPORT_INPUT', `A PNG's scale is above 0 and at most 8; got ${scale}.`);
  }
  const turn = drawing.then(() => draw(svg, scale));
  drawing = turn.catch(() => undefined);
  return turn;
}

/** One picture at a time: each takes tens of megabytes while it is drawn. */
let drawing: Promise<unknown> = Promise.resolve();

async function draw(svg: string, scale: number): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  try {
    // On another thread: the next chart can be laid out meanwhile.
    const picture = await renderAsync(svg, {
      fitTo: { mode: 'zoom', value: scale },
      font: { fontFiles: [...fontFiles()], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
    });
    const { pixels, width, height } = picture;
    // The library packs on this thread and slowly, but knows how to part colour from transparency.
    return isOpaque(pixels) ? await encodePng(pixels, width, height) : new Uint8Array(picture.asPng());
  } catch (error) {
    throw new ReportError('MEDKIT_REPORT_INPUT', `The SVG cannot be drawn: ${String(error).slice(0, 200)}`);
  }
}

function fontFiles(): readonly string[] {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return [join(folder, 'DejaVuSans.ttf'), join(folder, 'DejaVuSans-Bold.ttf')];
}
