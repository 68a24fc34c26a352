import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A part of a summary. */
export type Json = Record<string, unknown>;

/** Metadata of the host that the tests pretend to be. */
export const HOST: Json = {
  cpu_model: 'AMD EPYC',
  nproc: 2,
  mem_total_kib: 24 * 1024 * 1024,
  kernel: '6.1.0',
  governor: 'performance',
  virtualisation: 'kvm',
};

/** One cell with plausible figures. */
export function cell(ussKib: number, over: Json = {}): Json {
  return {
    status: 'ok',
    steady: true,
    uss_kib: ussKib,
    anonymous_kib: ussKib - 8000,
    pss_kib: ussKib + 1000,
    rss_kib: ussKib + 30_000,
    cpu_cores: 0.05,
    num_threads: 11,
    threads: [
      { name: 'gateway_node', count: 9 },
      { name: 'libuv-worker', count: 2 },
    ],
    ...over,
  };
}

/** A footprint summary over cells. */
export function footprint(cells: readonly Json[], over: Json = {}): Json {
  return {
    schema_version: 1,
    lane: 'footprint',
    status: 'ok',
    profile: 'reference',
    quick: true,
    tool_version: '0.1.0',
    method_version: 1,
    started_at: '2026-01-01T00:00:00.000Z',
    finished_at: '2026-01-01T00:05:00.000Z',
    parameters: { duration_s: 8, entities: [50], refresh_ms: null, set: {} },
    cells,
    cell: { steady_count: `${cells.length}/${cells.length}` },
    high_load: false,
    metadata: { host: HOST, target: { gateway_commit: 'aaaaaaaaaaaa' } },
    ...over,
  };
}

/** A scaling summary with one fit. */
export function scaling(exponent: number, half: number, over: Json = {}): Json {
  return {
    ...footprint([]),
    lane: 'scaling',
    rows: [],
    fits: [{ refresh_ms: 1000, exponent, ci_lo: exponent - half, ci_hi: exponent + half }],
    ...over,
  };
}

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests of the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'medkit-baseline-'));
  folders.push(folder);
  return folder;
}

/** Writes a run folder of these summaries (text is written as it stands). */
export async function runFolder(lanes: Readonly<Record<string, Json | string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [lane, summary] of Object.entries(lanes)) {
    await mkdir(path.join(folder, lane), { recursive: true });
    const text = typeof summary === 'string' ? summary : JSON.stringify(summary);
    await writeFile(path.join(folder, lane, 'summary.json'), text);
  }
  return folder;
}
