import {
  cgroupCheck,
  foreignMapsCheck,
  hidepidCheck,
  pressureCheck,
  procCheck,
  schedstatCheck,
} from './checks/observing.js';
import { composeCheck, engineCheck, sshCheck } from './checks/places.js';
import { debuggerCheck, heaptrackCheck, perfCheck, ptraceCheck, valgrindCheck } from './checks/profilers.js';
import { nodeCheck, openFilesCheck, resultsCheck } from './checks/program.js';
import {
  aslrCheck,
  clockCheck,
  coresCheck,
  governorCheck,
  hugePagesCheck,
  otherLoadCheck,
  stealCheck,
  turboCheck,
} from './checks/steadiness.js';
import { fontsCheck } from './checks/fonts.js';
import type { Check, Finding, HostReader } from './finding.js';

/** Everything that is looked at, by what it is for. */
export const CHECKS: readonly { title: string; checks: readonly Check[] }[] = [
  { title: 'this program', checks: [nodeCheck, resultsCheck, openFilesCheck, fontsCheck] },
  {
    title: 'observing',
    checks: [procCheck, foreignMapsCheck, hidepidCheck, schedstatCheck, pressureCheck, cgroupCheck],
  },
  { title: 'places', checks: [engineCheck, composeCheck, sshCheck] },
  { title: 'profilers', checks: [heaptrackCheck, valgrindCheck, debuggerCheck, ptraceCheck, perfCheck] },
  {
    title: 'a steady host',
    checks: [
      coresCheck,
      governorCheck,
      turboCheck,
      aslrCheck,
      hugePagesCheck,
      clockCheck,
      stealCheck,
      otherLoadCheck,
    ],
  },
];

/** Findings of one group of checks. */
export interface ExaminedGroup {
  title: string;
  findings: Finding[];
}

/** Asks every question; a check that fails itself is a finding, not a crash. Load is judged last, when no check runs. */
export async function examine(host: HostReader): Promise<ExaminedGroup[]> {
  const groups: ExaminedGroup[] = [];
  for (const { title, checks } of CHECKS) {
    groups.push({ title, findings: await Promise.all(checks.map((check) => answer(check, host))) });
  }
  return groups;
}

async function answer(check: Check, host: HostReader): Promise<Finding> {
  try {
    return await check(host);
  } catch (error) {
    return {
      id: check.name,
      state: 'note',
      found: `could not be looked at: ${error instanceof Error ? error.message : String(error)}`,
      means: '',
      fix: null,
    };
  }
}
