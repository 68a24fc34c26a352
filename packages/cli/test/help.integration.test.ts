import { expect, it } from 'vitest';
import { runBench } from './run-bench.js';
import { runMain } from './run-main.js';

it.each(['--help', '-h'])('%s of the built command says what the sources say', async (flag) => {
  const [built, sources] = await Promise.all([runBench(flag), runMain([flag])]);
  expect(built).toMatchObject({ code: 0, stderr: '' });
  expect(built.stdout).toBe(sources.stdout);
});
