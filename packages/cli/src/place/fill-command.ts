import type { PlaceStart } from './place.js';
import { secretValue } from './secret-value.js';

/** The word of a command in whose place the words of a profiler go. */
export const WRAP = '{wrap}';

/**
 * A command with its placeholders replaced.
 * @param wrap words of a program that runs the rest of the command, put where the profile says `{wrap}`
 */
export function fillCommand(
  command: readonly string[],
  fill: (text: string, where: string) => string,
  where = 'start.command',
  wrap: readonly string[] = [],
): string[] {
  return command.flatMap((part, i) => (part === WRAP ? wrap : [fill(part, `${where}[${i}]`)]));
}

/**
 * The target's own command, under a profiler where one is asked for: at the word `{wrap}`, else in front.
 * @param command the profile's
 */
export function targetCommand(
  command: readonly string[],
  start: Pick<PlaceStart, 'fill' | 'wrap' | 'command'>,
  where = 'start.command',
): string[] {
  const words = start.command ?? command;
  const wrap = start.wrap ?? [];
  const filled = fillCommand(words, start.fill, start.command ? 'wrap.command' : where, wrap);
  return words.includes(WRAP) ? filled : [...wrap, ...filled];
}

/** An environment with its placeholders replaced; `$NAME` takes the value of a variable of ours. */
export function fillEnv(
  env: Readonly<Record<string, string>>,
  fill: (text: string, where: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => {
      const where = `start.env.${name}`;
      return [name, secretValue(fill(text, where), where)];
    }),
  );
}
