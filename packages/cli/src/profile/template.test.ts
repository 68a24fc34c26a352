import { expect, it } from 'vitest';
import { fillDeep, fillTemplate } from './template.js';

it('fills names and leaves foreign braces alone', () => {
  const text = 'server { listen 127.0.0.1:{port}; return 200 "e{i}"; }';
  expect(fillTemplate(text, { port: 8080, i: 7 }, 'graph')).toBe(
    'server { listen 127.0.0.1:8080; return 200 "e7"; }',
  );
});

it('keeps the type of a value that is only a placeholder', () => {
  expect(fillDeep({ server: { port: '{port}', url: 'x:{port}' } }, { port: 81 }, 'params')).toEqual({
    server: { port: 81, url: 'x:81' },
  });
});

it('names the place and the known names when one is unknown', () => {
  expect(() => fillTemplate('{prt}', { port: 1 }, 'start.command')).toThrow(/start.command: \{prt\}/);
  expect(() => fillTemplate('{constructor}', { port: 1 }, 'x')).toThrow(/stands for nothing/);
});
