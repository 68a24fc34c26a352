import type { StackFrame } from '../sites/site.js';

const FRAME = /^\s+(?:at|by) (0x[0-9A-Fa-f]+): (.*)$/;

/**
 * One line of a stack in memcheck's text: `at 0x48417B4: malloc (in /lib/x.so)`, `by 0x1091D1: leak() (a.cpp:8)`, `???`.
 * The place is the last bracket: function names hold brackets of their own. Null for any other line.
 */
export function parseFrame(line: string): StackFrame | null {
  const match = FRAME.exec(line);
  if (match === null) return null;
  const address = match[1] as string;
  const rest = match[2] as string;
  const place = / \(([^()]*)\)$/.exec(rest);
  const name = place === null ? rest : rest.slice(0, place.index);
  const module = place?.[1]?.startsWith('in ') === true ? place[1].slice('in '.length) : null;
  const source = module === null && place !== null ? /^(.*):(\d+)$/.exec(place[1] as string) : null;
  const resolved = name !== '???' && name !== '';
  return {
    function: resolved ? (place !== null && module === null && source === null ? rest : name) : address,
    file: source?.[1] ?? null,
    line: source === null ? null : Number(source[2]),
    module,
    resolved,
  };
}
