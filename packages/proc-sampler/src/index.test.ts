import { expect, test } from 'vitest';
import * as api from './index.js';

test('the public names: a change here is a change for users', () => {
  expect(Object.keys(api).sort()).toEqual([
    'FORMAT_VERSION',
    'ProcError',
    'findOneProcess',
    'findProcesses',
    'findThroughStream',
    'groupThreadNames',
    'hostNoiseBetween',
    'isProcError',
    'processTree',
    'readHostNoise',
    'readStartTicks',
    'sampleOnce',
    'threadCensus',
    'watchProcess',
    'watchThroughStream',
  ]);
});
