// What `report`, `compare` and `verify` read of others: summaries of every lane, and whole run folders of which one
// file is damaged.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const RUN = { run: 'fuzzed', generated_at: '2026-01-01T00:00:00Z' };
/** Lanes whose folders are damaged: one of every kind of summary. */
const LANES = ['footprint', 'scaling', 'fault', 'churn', 'load'];

/** @param p the parsers; the run folders are written below `dir` */
export async function runTargets(p, dir) {
  const summaries = p.FIXTURES.map(({ summary }) => JSON.parse(JSON.stringify(summary)));
  const profile = p.parseProfile(readFileSync('profiles/reference.yaml', 'utf8'), 'reference');
  const whole = path.join(dir, 'whole');
  for (const lane of LANES) await p.writeLane(path.join(whole, lane), lane, profile);
  const folders = LANES.map((lane) => new Folder(path.join(whole, lane), lane));
  const baseline = p.baselineFromRun(await p.readRun(path.join(whole, 'footprint')), new Date(0));
  const formats = p.EXPORT_FORMATS;
  // What draws is loaded with the first page; that is no parser's time.
  await p.renderRunHtml([p.parseSummary(summaries[0])], {}, RUN);
  const rendered = (name, cost, render) => ({
    name,
    seeds: summaries,
    json: true,
    cost,
    run: (_, value) => render(p.parseSummary(value)),
  });
  const damaged = (name, cost, files, use) => ({
    name,
    seeds: folders.flatMap((folder) => folder.seeds(files)),
    json: true,
    cost,
    run: (_, value) => (folders.find(({ lane }) => lane === value?.lane) ?? folders[0]).with(value, use),
  });
  return [
    rendered('summary to Markdown', 30, (one) => p.renderLaneMarkdown(one, {}).length),
    rendered('summary to a terminal', 30, (one) => p.renderTerminal(one, { color: true, width: 80 }).length),
    rendered('summaries, exported', 60, (one) =>
      formats.map((format) => p.renderExport(format, [one], RUN).length),
    ),
    rendered('summary as a page', 400, async (one) => (await p.renderRunHtml([one], {}, RUN)).length),
    damaged('run folder, reported', 400, ['summary.json'], async (folder) => [
      (await p.renderRunPage(folder)).length,
    ]),
    damaged(
      'run folder, verified',
      200,
      ['summary.json', 'plan.json', 'cells/rep1/cell.json'],
      async (folder) => void (await p.verifyRun(folder)),
    ),
    damaged('run folder, compared', 100, ['summary.json'], async (folder) => {
      const run = await p.readRun(folder);
      const loaded = { path: 'baseline.json', format: 'medkit-bench', baseline };
      return p.comparisonMarkdown(p.compareRun(loaded, run, { statistics: p, profile: {} })).length;
    }),
  ];
}

/** A run folder that is whole but for one file while it is looked at. */
class Folder {
  constructor(dir, lane) {
    this.dir = dir;
    this.lane = lane;
    this.laneDir = path.join(dir, lane);
    this.plain = new Map();
  }

  /** The files of a run, and the first cell where a lane has another. */
  seeds(files) {
    const [cell] = readdirSync(path.join(this.laneDir, 'cells')).sort();
    return files.map((name) => {
      const file = name.replace('rep1', cell);
      this.plain.set(file, readFileSync(path.join(this.laneDir, file), 'utf8'));
      return { lane: this.lane, file, value: JSON.parse(this.plain.get(file)) };
    });
  }

  async with(damaged, use) {
    const file = this.plain.has(damaged?.file) ? damaged.file : 'summary.json';
    const at = path.join(this.laneDir, file);
    writeFileSync(at, JSON.stringify(damaged?.value ?? null));
    try {
      return await use(this.dir);
    } finally {
      writeFileSync(at, this.plain.get(file));
    }
  }
}
