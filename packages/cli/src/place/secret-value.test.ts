import { expect, it } from 'vitest';
import { secretValue, secretValues } from './secret-value.js';

it('takes a value from the environment where it is named, and only there', () => {
  const env = { TOKEN: 'canary' };
  expect(secretValues({ a: '$TOKEN', b: 'Bearer $TOKEN', c: '$', d: '' }, 'start.env', env)).toEqual({
    a: 'canary',
    b: 'Bearer $TOKEN',
    c: '$',
    d: '',
  });
  expect(() => secretValue('$NOT_SET', 'start.env.A', env)).toThrow(
    /start\.env\.A .* \$NOT_SET, which is not set/,
  );
});
