import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { graphHostRecord } from '../graph/graph-gate.js';
import type { CellRecord } from './cell-record.js';
import { graphWarnings } from './graph-warnings.js';

const QUIET = {
  ...graphHostRecord({ kind: 'dds', hostPid: 7 }, null, null),
  cpu_cores: 0.001,
  resends: 0,
  unanswered_heartbeats: 0,
};
const CHURN = {} as CellRecord['churn'];

function sharers(over: Partial<NonNullable<CellRecord['library_sharers']>>): CellRecord['library_sharers'] {
  return { shared_kib: 0, processes: [], more: 0, unreadable: 0, ...over };
}

const ROSCORE = {
  pid: 12,
  comm: 'talker',
  ours: false,
  files: ['/opt/libddsc.so', '/opt/librcl.so'],
  shared_kib: 13_000,
};

describe('graphWarnings', () => {
  it.each([
    ['no graph host', {}],
    ['a host at rest', { graph_host: QUIET }],
    ['a host that keeps no counters', { graph_host: { ...QUIET, cpu_cores: null, resends: null } }],
    ['a host that churns', { graph_host: { ...QUIET, cpu_cores: 0.01 }, churn: CHURN }],
    ['nobody who shares', { library_sharers: sharers({}) }],
    ['what cannot be told', { library_sharers: null }],
  ])('is silent on %s', (_, over) => {
    expect(graphWarnings([cellRecord(over)])).toEqual([]);
  });

  it.each([
    [{ cpu_cores: 0.011 }, /0\.0110 core/],
    [{ resends: 3 }, /3 samples sent again/],
    [{ unanswered_heartbeats: 2 }, /2 heartbeats unanswered/],
  ])('says that the host was not at rest', (over, says) => {
    const [warning] = graphWarnings([cellRecord(), cellRecord({ graph_host: { ...QUIET, ...over } })]);
    expect(warning).toMatchObject({ code: 'graph-host-active', severity: 'note' });
    expect(warning?.message).toMatch(says);
    expect(warning?.message).toMatch(/1 of 2 windows/);
  });

  it('names who shares the libraries, and how much USS is lower', () => {
    const own = { ...ROSCORE, pid: 13, comm: 'node', ours: true };
    const cells = [
      cellRecord({ library_sharers: sharers({ shared_kib: 13_000, processes: [ROSCORE, own], more: 2 }) }),
      cellRecord({ library_sharers: sharers({ unreadable: 4 }) }),
    ];
    const [shared, unknown] = graphWarnings(cells);
    expect(shared).toMatchObject({ code: 'shared-libraries', severity: 'warn' });
    expect(shared?.message).toMatch(
      /^talker \(pid 12: libddsc\.so, \.\.\.\), 2 more, 1 of this program's own .* 1 of 2 cells.* 12\.7 MiB/,
    );
    expect(unknown).toMatchObject({ code: 'sharers-unknown', severity: 'note' });
    expect(unknown?.message).toMatch(/^the maps of 4 processes/);
  });

  it('only notes it where our own helpers are the ones', () => {
    const processes = [{ ...ROSCORE, ours: true }];
    expect(graphWarnings([cellRecord({ library_sharers: sharers({ processes }) })])).toMatchObject([
      { code: 'shared-libraries', severity: 'note' },
    ]);
  });
});
