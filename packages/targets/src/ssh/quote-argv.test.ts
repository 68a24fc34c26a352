import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandLine, quoteArgument } from './quote-argv.js';

// Anything an argument can hold: all of Unicode without NUL and without lone surrogates, plus nasty ASCII.
const argument = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;#~ \t\n=-%^`.split('')) }),
);

it('gives a POSIX shell back exactly what it was given', () => {
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 30 }), (argv) => {
      const line = `printf '%s\\0' ${argv.map(quoteArgument).join(' ')}`;
      const { stdout } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
      expect(stdout).toBe(argv.map((one) => `${one}\0`).join(''));
    }),
    { numRuns: 60 },
  );
});

it('replaces the shell by the program, with its environment and folder', () => {
  expect(commandLine(['a', "it's"])).toBe("exec 'a' 'it'\\''s'");
  expect(commandLine(['a'], { env: { X: '1 2' }, cwd: '/d e' })).toBe("cd '/d e' && exec 'env' 'X=1 2' 'a'");
  expect(commandLine(['a'], { cwd: '-d' })).toBe("cd './-d' && exec 'a'");
});

it('refuses what no shell can carry', () => {
  expect(() => commandLine([])).toThrow(/needs a program name/);
  expect(() => commandLine(['a', 'b\0'])).toThrow(/without NUL/);
  expect(() => commandLine(['a'], { env: { 'X;id': '1' } })).toThrow(/no variable name/);
  expect(() => commandLine(['a'], { env: { X: '\0' } })).toThrow(/holds NUL/);
});
