// The body of our own sample for the three files that the C loop reads; run.js bundles it with the package's sources.
import { KeptFile } from '../../../packages/proc-sampler/src/read/kept-file.ts';
import { parseSmapsRollup } from '../../../packages/proc-sampler/src/parse/smaps.ts';
import { parseStat } from '../../../packages/proc-sampler/src/parse/stat.ts';
import { parseStatus } from '../../../packages/proc-sampler/src/parse/status.ts';
import { LocalSource } from '../../../packages/proc-sampler/src/read/local-source.ts';
import { SampleBuilder } from '../../../packages/proc-sampler/src/build-sample.ts';

const pid = Number(process.argv[2]);
const times = Number(process.argv[3]);
const [stat, status, rollup] = ['stat', 'status', 'smaps_rollup'].map(
  (name) => new KeptFile(`/proc/${pid}/${name}`),
);
const source = new LocalSource({ pid });
const builder = new SampleBuilder({ pid, tree: false });
let sink = 0;

function measure(sample) {
  for (let i = 0; i < Math.min(300, times); i += 1) sample();
  const each = new Float64Array(times);
  const cpu = process.cpuUsage();
  for (let i = 0; i < times; i += 1) {
    const start = process.hrtime.bigint();
    sample();
    each[i] = Number(process.hrtime.bigint() - start) / 1e3;
  }
  const used = process.cpuUsage(cpu);
  each.sort();
  return { cpu_us: (used.user + used.system) / times, median_us: each[times >> 1] };
}

const three = measure(() => {
  sink +=
    parseStat(stat.read()).utimeTicks +
    parseStatus(status.read()).rssKib +
    parseSmapsRollup(rollup.read()).pssKib;
});
const full = measure(() => {
  sink += builder.build(source.read({ memory: true, host: true })).uss_kib;
});
source.close();
console.log(JSON.stringify({ three, full, sink: sink > 0 }));
