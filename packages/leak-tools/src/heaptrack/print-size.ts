import { LeakToolsError } from '../errors.js';

const UNITS = ['B', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Bytes of a size as heaptrack_print writes it (`92.16K`, `0B`, `7.13M`, `-1.20K`): units of 1000. */
export function parseSize(text: string): number {
  const match = /^(-?\d+(?:\.\d+)?)([BKMGTPE])B?$/.exec(text);
  if (match === null) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_FORMAT',
      `the heaptrack_print output has the size ${JSON.stringify(text)}, which is none like 92.16K.`,
    );
  }
  return Math.round(Number(match[1]) * 1000 ** UNITS.indexOf(match[2] as string));
}
