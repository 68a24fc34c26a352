export { EXIT, BenchError, isBenchError } from './errors.js';
export { profileSchema } from './profile/schema.js';
export { loadProfile, parseProfile, shippedProfileNames } from './profile/load-profile.js';
export { VERSION, METHOD_VERSION } from './version.js';

export type { Profile } from './profile/schema.js';
export type { CellRecord } from './lanes/cell-record.js';
export type { Summary } from './engine/run-lane.js';
