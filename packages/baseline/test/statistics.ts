// The command line hands the real statistics in; the tests take the same ones.
import * as stats from '../../stats/src/index.js';
import type { Statistics } from '../src/statistics.js';

/** The statistics as the command line hands them in. */
export const statistics: Statistics = stats;
