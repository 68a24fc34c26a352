import path from 'node:path';
import { svgToPng } from '@medkit-bench/reporters';
import { writeAtomic } from '../engine/store.js';

/** A chart as it is, or as PNG where the file's name ends so; `-` is standard output. */
export async function writePicture(file: string, svg: string, stdout: NodeJS.WritableStream): Promise<void> {
  if (file === '-') stdout.write(svg);
  else writeAtomic(path.resolve(file), file.endsWith('.png') ? await svgToPng(svg) : svg);
}
