import { createRequire } from 'node:module';
import type * as MathJs from 'mathjs';

/** The parts of mathjs that expressions in profiles need: arithmetic, comparison, logic, min/max and units. */
const FUNCTIONS = [
  ...[
    'abs',
    'add',
    'ceil',
    'divide',
    'exp',
    'floor',
    'log',
    'log10',
    'mod',
    'multiply',
    'pow',
    'round',
    'sqrt',
  ],
  ...['subtract', 'unaryMinus', 'max', 'mean', 'median', 'min'],
  ...['equal', 'larger', 'largerEq', 'smaller', 'smallerEq', 'unequal', 'and', 'not', 'or'],
  ...['evaluate', 'parse', 'to', 'unit'],
];

/**
 * A mathjs with these functions and what they need. Its one-file build is read: the same code in a thousand
 * modules takes 1.7 s of CPU to load, this a tenth of a second.
 */
export function mathWithFunctions(): MathJs.MathJsInstance {
  const mathjs = createRequire(import.meta.url)('mathjs/lib/browser/math.js') as typeof MathJs;
  const all = mathjs as unknown as Record<string, MathJs.FactoryFunctionMap>;
  return mathjs.create(Object.fromEntries(FUNCTIONS.map((name) => [name, all[`${name}Dependencies`]!])));
}
