// Writes a heaptrack trace of a given uncompressed size (default 2 GB), reads it back and prints time and memory.
//
//   npm run build && node tools/bench/leak-tools/read-large-trace.js [--bytes 2000000000] [--stacks 20000] [--keep FILE]
//
// The trace is made up: many stacks, random sizes, nine in ten blocks freed, so that its totals are known while it is
// written and can be compared with what is read. Needs the program zstd. With --keep the file stays and is used again.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: '2000000000' },
    stacks: { type: 'string', default: '20000' },
    keep: { type: 'string' },
    read: { type: 'string' },
  },
});

if (values.read) await readTrace(values.read);
else await main();

async function main() {
  const folder = values.keep ? null : mkdtempSync(join(tmpdir(), 'medkit-trace-'));
  const file = values.keep ?? join(folder, 'large.zst');
  try {
    const known = `${file}.json`;
    if (!existsSync(known)) writeFileSync(known, JSON.stringify(await writeTrace(file)));
    const truth = JSON.parse(readFileSync(known, 'utf8'));
    const self = fileURLToPath(import.meta.url);
    const child = spawnSync(process.execPath, [self, '--read', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const found = JSON.parse(child.stdout);
    console.log(
      '| uncompressed | compressed | allocations | stacks | time | rate | peak RSS | totals exact |',
    );
    console.log('|---|---|---|---|---|---|---|---|');
    const same = ['allocations', 'leakedBytes', 'leakedBlocks', 'peakBytes'].every(
      (key) => truth[key] === found[key],
    );
    const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
    console.log(
      `| ${mb(truth.bytes)} | ${mb(found.compressedBytes)} | ${truth.allocations} | ${truth.stacks} | ${found.seconds.toFixed(1)} s | ${mb(truth.bytes / found.seconds)}/s | ${found.peakRssMib.toFixed(0)} MiB | ${same ? 'yes' : 'NO'} |`,
    );
    if (!same) console.log({ truth, found });
    process.exitCode = same && found.peakRssMib < 300 ? 0 : 1;
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

async function readTrace(file) {
  const { decompressed, readHeaptrackTrace } = await import('../../../packages/leak-tools/dist/index.js');
  const started = performance.now();
  const source = createReadStream(file);
  const profile = await readHeaptrackTrace(decompressed(source, file));
  const top = profile.sites('leaked', 10);
  console.log(
    JSON.stringify({
      ...profile.totals,
      sites: top.length,
      compressedBytes: source.bytesRead,
      seconds: (performance.now() - started) / 1000,
      peakRssMib: process.resourceUsage().maxRSS / 1024,
    }),
  );
}

async function writeTrace(file) {
  const zstd = spawn('zstd', ['-q', '-f', '-1', '-o', file], { stdio: ['pipe', 'inherit', 'inherit'] });
  const closed = once(zstd, 'close');
  const stacks = Number(values.stacks);
  const limit = Number(values.bytes);
  let state = 12345;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  let bytes = 0;
  let part = [];
  let size = 0;
  const put = async (line) => {
    part.push(line);
    size += line.length + 1;
    if (size < 1 << 20) return;
    bytes += size;
    if (!zstd.stdin.write(`${part.join('\n')}\n`)) await once(zstd.stdin, 'drain');
    part = [];
    size = 0;
  };
  await put('v 10400 3');
  await put('X /usr/bin/large --server');
  await put('I 1000 5e2991');
  const name = (text) => put(`s ${text.length.toString(16)} ${text}`);
  await name('/usr/bin/large');
  for (let i = 0; i < stacks; i++) {
    await name(`ns::Class${i}::method(std::string const&, unsigned long)`);
    await put(`i ${(0x5500000000 + i * 16).toString(16)} 1 ${(i + 2).toString(16)}`);
    await put(`t ${(i + 1).toString(16)} ${(i > 0 ? random(i) : 0).toString(16)}`);
  }
  const sizes = Array.from({ length: stacks }, () => 1 + random(4096));
  for (let i = 0; i < stacks; i++) await put(`a ${sizes[i].toString(16)} ${(i + 1).toString(16)}`);
  const truth = { allocations: 0, leakedBytes: 0, leakedBlocks: 0, peakBytes: 0, stacks };
  const live = [];
  for (let step = 0; bytes < limit; step++) {
    if (live.length > 100 && random(100) < 49) {
      const at = random(live.length);
      const info = live[at];
      live[at] = live[live.length - 1];
      live.pop();
      truth.leakedBytes -= sizes[info];
      truth.leakedBlocks--;
      await put(`- ${info.toString(16)}`);
    } else {
      const info = random(stacks);
      if (live.length < 1_000_000) live.push(info);
      truth.allocations++;
      truth.leakedBytes += sizes[info];
      truth.leakedBlocks++;
      truth.peakBytes = Math.max(truth.peakBytes, truth.leakedBytes);
      await put(`+ ${info.toString(16)}`);
    }
    if (step % 5000 === 0) await put(`c ${(step / 500).toString(16)}`);
  }
  await put(`# strings: ${stacks + 1}`);
  await put(`# ips: ${stacks}`);
  bytes += size;
  zstd.stdin.end(`${part.join('\n')}\n`);
  const [code] = await closed;
  if (code !== 0) throw new Error(`zstd ended with ${code}`);
  return { ...truth, bytes };
}
