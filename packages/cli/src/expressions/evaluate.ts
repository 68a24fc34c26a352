import type { MathJsInstance } from 'mathjs';
import { badInput, messageOf } from '../errors.js';
import { mathWithFunctions } from './math-functions.js';

/** Names an expression may use, with their values. */
export type Variables = Readonly<Record<string, number | null>>;

// Functions that reach outside an expression, or could make new ones that do.
const REFUSED = ['import', 'createUnit', 'evaluate', 'parse', 'simplify', 'derivative', 'resolve', 'reviver'];

let instance: Pick<MathJsInstance, 'parse'> | null = null;

// Made when the first expression is evaluated: it costs a quarter of a second that most commands need not pay.
function math(): Pick<MathJsInstance, 'parse'> {
  instance ??= make();
  return instance;
}

function make(): Pick<MathJsInstance, 'parse'> {
  const made = mathWithFunctions();
  const { parse } = made;
  const refused = Object.fromEntries(
    REFUSED.map((name) => [
      name,
      () => {
        throw new Error(`function ${name} is not allowed in an expression`);
      },
    ]),
  );
  made.import(refused, { override: true });
  return { parse };
}

/**
 * The value of an expression over variables, with units where it has them (`40 MiB`).
 * Null when it needs a variable whose value is unknown: unknown in, unknown out.
 * @throws BenchError (exit 2) naming the expression, its place and the names it may use
 */
export async function evaluateExpression(
  expression: string,
  variables: Variables,
  where: string,
): Promise<number | boolean | null> {
  const { parse } = math();
  try {
    const node = parse(expression);
    const names = new Set<string>();
    node.traverse((part) => {
      if (part.type === 'SymbolNode') names.add((part as unknown as { name: string }).name);
      if (part.type === 'FunctionAssignmentNode' || part.type === 'AssignmentNode') {
        throw new Error('an expression assigns nothing');
      }
    });
    for (const name of names) if (Object.hasOwn(variables, name) && variables[name] === null) return null;
    const value: unknown = node.compile().evaluate(new Map(Object.entries(variables)));
    return toPlain(value);
  } catch (error) {
    throw badInput(
      `${where}: '${expression}': ${messageOf(error)}`,
      `names it may use: ${Object.keys(variables).join(', ')}`,
    );
  }
}

function toPlain(value: unknown): number | boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`gives ${String(value)}, a finite number or a yes/no is wanted`);
}
