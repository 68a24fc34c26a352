import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PublicDeclaration } from './public-declarations.ts';
import { publicDeclarations } from './public-declarations.ts';

/** The pages of the site that are written from sources: one a package, as `packages/NAME/api.md`, which is no file. */
export function apiPages(root: string): string[] {
  const packages = path.join(root, 'packages');
  if (!existsSync(packages)) return [];
  return readdirSync(packages)
    .filter((name) => existsSync(path.join(packages, name, 'src/index.ts')))
    .map((name) => `packages/${name}/api.md`);
}

/** Everything that a package makes public, in Markdown: values first, then the types that they take and give. */
export function apiPage(root: string, page: string): string {
  const folder = path.join(root, path.dirname(page));
  const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name: string };
  const all = publicDeclarations(path.join(folder, 'src/index.ts'));
  const sorted = [...all].sort(
    (a, b) => Number(a.isType) - Number(b.isType) || a.name.localeCompare(b.name, 'en'),
  );
  return `# API of ${name}\n\nWhat \`import { … } from '${name}'\` gives. [The package](README.md).\n\n${sorted.map(entry).join('\n')}`;
}

const entry = ({ name, comment, signature }: PublicDeclaration): string =>
  `## ${name}\n\n${comment === '' ? '' : `${comment}\n\n`}\`\`\`ts\n${signature}\n\`\`\`\n`;
