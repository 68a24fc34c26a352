import { badInput } from '../errors.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import { RunFiles } from './run-files.js';
import type { LaneVerification } from './verify-lane.js';
import { verifyLane } from './verify-lane.js';

/** What of a run came out again from its samples. */
export interface RunVerification {
  schema_version: 1;
  run: string;
  agree: boolean;
  agreed: number;
  disagreed: number;
  lanes: LaneVerification[];
}

/** Verifies every lane of a run. @throws BenchError (exit 2) when there is none or one is half written */
export async function verifyRun(runDir: string): Promise<RunVerification> {
  const files = new RunFiles(runDir);
  const folders = files.folders();
  const lanes = LANE_NAMES.filter((lane) => folders.includes(lane));
  if (lanes.length === 0) throw badInput(`${runDir} holds no lane`, 'give the folder of a run');
  const verified: LaneVerification[] = [];
  for (const lane of lanes) verified.push(await verifyLane(files, lane));
  const disagreed = verified.reduce((sum, lane) => sum + lane.disagreements.length, 0);
  return {
    schema_version: 1,
    run: runDir,
    agree: disagreed === 0,
    agreed: verified.reduce((sum, lane) => sum + lane.agreed, 0),
    disagreed,
    lanes: verified,
  };
}
