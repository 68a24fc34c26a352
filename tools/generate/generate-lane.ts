import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { insertBefore } from './edit.ts';
import type { Names } from './fill.ts';
import { camelCase, fill } from './fill.ts';

/** Writes a new lane and its test, and registers it; gives what is left to do. */
export function generateLane(root: string, names: Names): string[] {
  const { name, description } = names;
  const src = path.join(root, 'packages/cli/src');
  const lane = `${camelCase(name)}Lane`;
  const file = path.join(src, 'lanes', `${name}.ts`);
  if (existsSync(file))
    throw new Error(`packages/cli/src/lanes/${name}.ts is there already; take another name`);
  const key = name.includes('-') ? `'${name}'` : name;
  const settings = path.join(src, 'lanes/settings.ts');
  const index = path.join(src, 'lanes/index.ts');
  const help = `  ${key}: {
    describe: '${description.replaceAll("'", "\\'")}',
    examples: ['medkit-bench ${name} --quick'],
  },
`;
  // Found first, written after: a place that is gone stops the generator before it has changed anything.
  const steps: (() => void)[] = [
    insertBefore(path.join(src, 'commands/lane-help.ts'), /^ {2}calibrate: \{/m, help),
    insertBefore(path.join(src, 'lanes/lane-names.ts'), /^\];/m, `  '${name}',\n`),
  ];
  for (const step of steps) step();
  insertBefore(settings, /^ {2}\/\/ Its windows are part/m, `  ${key}: {},\n`)();
  insertBefore(settings, /^ {2}calibrate: \{\},$/m, `  ${key}: { durationS: 5, ...FAST_SAMPLES },\n`)();
  insertBefore(settings, /^ {2}\| 'calibrate';/m, `  | '${name}'\n`)();
  insertBefore(index, /^import type \{ LaneName \}/m, `import { ${lane} } from './${name}.js';\n`)();
  insertBefore(index, /^ {2}calibrate: calibrateLane/m, `  ${key}: ${lane},\n`)();
  for (const suffix of ['ts', 'test.ts']) {
    const template = path.join(import.meta.dirname, `templates/lane/lane.${suffix}.template`);
    writeFileSync(path.join(src, 'lanes', `${name}.${suffix}`), fill(readFileSync(template, 'utf8'), names));
  }
  return [
    `npx vitest run --project cli packages/cli/src/lanes/${name}.test.ts`,
    `npx nx build medkit-bench && npx medkit-bench ${name} --quick`,
    'a table of its own in packages/reporters/src/results/lane-tables.ts, where the figures of a cell do not say it all',
    `docs/lanes/${name}.md, and its row in docs/lanes/README.md`,
  ];
}
