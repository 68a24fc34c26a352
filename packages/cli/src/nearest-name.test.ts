import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.js';

it('finds a near miss and leaves a far one alone', () => {
  expect(nearestName('nginxx', ['nginx', 'reference'])).toBe('nginx');
  expect(nearestName('Footprit', ['footprint', 'scaling'])).toBe('footprint');
  expect(nearestName('zzz', ['nginx', 'reference'])).toBeNull();
});
