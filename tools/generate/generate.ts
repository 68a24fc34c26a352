import path from 'node:path';
import { parseArgs } from 'node:util';
import { generateLane } from './generate-lane.ts';
import { generatePackage } from './generate-package.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const USAGE = `usage: npm run generate -- package NAME --description TEXT
       npm run generate -- lane NAME --description QUESTION

Writes a new leaf package or a new lane that builds, is tested and is registered, and says what is left to do.`;

const KINDS = { package: generatePackage, lane: generateLane };

/** Generates what the arguments ask for, into the repository at `root`. */
export function generate(root: string, args: string[]): string[] {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { description: { type: 'string' } },
  });
  const [kind = '', name = ''] = positionals;
  if (!Object.hasOwn(KINDS, kind) || positionals.length !== 2) throw new Error(USAGE);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`'${name}' is no name: lower case words with dashes between them, open-files say`);
  const description = values.description?.trim() ?? '';
  if (description === '' || /["\\\n]/.test(description))
    throw new Error('--description: one sentence without quotes, what it is or which question it asks');
  return KINDS[kind as keyof typeof KINDS](root, { name, description });
}

/** `npm run generate`. */
export function main(args: string[]): number {
  if (args.includes('--help') || args.length === 0) {
    console.log(USAGE);
    return args.length === 0 ? 2 : 0;
  }
  const left = generate(ROOT, args);
  console.log(`written; what is left to do:\n${left.map((line) => `  - ${line}`).join('\n')}`);
  return 0;
}
