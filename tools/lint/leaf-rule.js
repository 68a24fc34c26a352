// Every package is a leaf: only the CLI may import another @medkit-bench package.
// Relative imports out of a package are refused by TypeScript itself (rootDir), deep imports by `exports`.
const message =
  'A leaf package imports no other @medkit-bench package: ask for what you need through a small interface and let the CLI wire it.';

/** ESLint configuration objects that enforce the leaf rule. */
export const leafRules = [
  {
    files: ['packages/*/src/**/*.ts', 'packages/*/test/**/*.ts'],
    ignores: ['packages/cli/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['@medkit-bench/*', 'medkit-bench', 'medkit-bench/*'], message }],
        },
      ],
    },
  },
];
