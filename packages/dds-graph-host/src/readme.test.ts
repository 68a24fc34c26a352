import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as api from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('shows an example that prints what it says', async () => {
  const [, code = ''] = /```js\nimport [^\n]+\n([\s\S]*?)```/.exec(readme) ?? [];
  const printed: unknown[] = [];
  const run = new Function(
    'api',
    'console',
    `return (async () => { const { benchPlan, createGraphHost } = api; ${code} })()`,
  );
  await run(api, { log: (value: unknown) => printed.push(value) });
  expect(printed.map(String)).toEqual([...code.matchAll(/\/\/ prints (.*)$/gm)].map((match) => match[1]));
});
