import { LeakToolsError } from '../errors.js';
import type { FoldedStack } from '../sites/site.js';

/** The folded-stack format other flame graph tools read: `outermost;...;innermost weight`, one stack a line. */
export function foldedText(stacks: readonly FoldedStack[]): string {
  const sums = new Map<string, number>();
  for (const { frames, weight } of stacks) {
    // A semicolon separates frames and a line break stacks; neither may come from a name.
    const key = frames.map((frame) => frame.replace(/;/g, ':').replace(/\s+/g, ' ')).join(';');
    sums.set(key, (sums.get(key) ?? 0) + weight);
  }
  return [...sums].map(([key, weight]) => `${key} ${weight}\n`).join('');
}

/**
 * Stacks in the folded format, such as `heaptrack_print -F FILE` writes.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_EMPTY` without a stack, `MEDKIT_LEAK_FORMAT` with the number of the bad line.
 */
export function parseFolded(text: string): FoldedStack[] {
  const stacks = text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const match = /^(.*) (\d+(?:\.\d+)?)$/.exec(line);
    const weight = Number(match?.[2]);
    if (match === null || !Number.isFinite(weight)) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_FORMAT',
        `line ${index + 1} is no folded stack ("a;b;c 123"): ${JSON.stringify(line.slice(0, 80))}.`,
      );
    }
    return [{ frames: (match[1] as string).split(';').filter((frame) => frame !== ''), weight }];
  });
  if (stacks.length > 0) return stacks;
  throw new LeakToolsError(
    'MEDKIT_LEAK_EMPTY',
    'there is no folded stack in the text: nothing was allocated, or nothing of the measure asked for.',
  );
}
