import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as api from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('names every public value and every error code', () => {
  for (const name of Object.keys(api)) expect(readme).toContain(name);
  for (const code of api.LEAK_ERROR_CODES) expect(readme).toContain(code);
});
