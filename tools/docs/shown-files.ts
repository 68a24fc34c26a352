import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fill } from '../generate/fill.ts';

const PLACE = /<!-- shown: (\S+) -->\n[\s\S]*?<!-- \/shown -->/g;
const LANGUAGES: Readonly<Record<string, string>> = {
  '.yaml': 'yaml',
  '.js': 'js',
  '.ts': 'ts',
  '.template': 'ts',
};

/** Puts the files that a page shows into it, so that what is read is what is run. Templates are filled in. */
export function withShownFiles(root: string, markdown: string): string {
  return markdown.replace(PLACE, (_, file: string) => {
    const full = path.join(root, file);
    if (!existsSync(full)) throw new Error(`a page shows ${file}, which is not there`);
    const text = readFileSync(full, 'utf8');
    const shown = file.endsWith('.template')
      ? fill(text, { name: 'start-spread', description: 'How far apart are fresh starts?' })
      : text;
    const language = LANGUAGES[path.extname(file)] ?? '';
    return `<!-- shown: ${file} -->\n\n\`\`\`${language}\n${shown.trimEnd()}\n\`\`\`\n\n<!-- /shown -->`;
  });
}
