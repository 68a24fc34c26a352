// What three new users type; `keep` is how many lines of the answer the transcript shows.

const SERVER = `cat > server.mjs <<'END'
import http from 'node:http';
const seen = [];
http.createServer((request, response) => {
  seen.push(Buffer.alloc(2000));
  response.end(String(seen.length));
}).listen(8000, '127.0.0.1');
END`;

const LEAK = `cat > leak.mjs <<'END'
import { leakTest } from '@medkit-bench/stats';

const seconds = Array.from({ length: 120 }, (_, i) => i);
const bytes = seconds.map((s) => 5e7 + 6000 * s + ((s * 37) % 11) * 1000);
const { verdict, slope, lo, hi } = leakTest(seconds, bytes);
console.log(verdict, Math.round(slope), 'B/s', [lo, hi].map(Math.round));
END`;

export const USERS = {
  cli: {
    title: 'The command line',
    lines: [
      { type: 'node --version' },
      { type: 'npm init --yes >/dev/null' },
      { type: 'npm install --save-dev ./tarballs/*.tgz', keep: 6 },
      { type: 'npx medkit-bench --help', keep: 10 },
      { type: 'npx medkit-bench doctor', keep: 16 },
      { type: 'npx medkit-bench footprint --quick', keep: 30 },
      { type: 'npx medkit-bench explain steady-state', keep: 8 },
      { type: SERVER },
      { type: 'node server.mjs & sleep 1' },
      { type: 'npx medkit-bench init --pid $!', keep: 14 },
      { type: 'npx medkit-bench footprint --quick', keep: 24 },
      { type: 'ls results/*/', keep: 12 },
    ],
  },
  stats: {
    title: 'The statistics',
    lines: [
      { type: 'npm init --yes >/dev/null' },
      { type: 'npm install ./tarballs/medkit-bench-stats-*.tgz', keep: 4 },
      { type: LEAK },
      { type: 'node leak.mjs' },
    ],
  },
  sampler: {
    title: 'The sampler alone',
    lines: [
      { type: './proc-sampler --version' },
      { type: 'tail -f /dev/null &' },
      { type: './proc-sampler --name tail --duration 2 --format csv | cut -d, -f2,4-8', keep: 8 },
      { type: 'dpkg -i proc-sampler_*.deb', keep: 8 },
      { type: 'proc-sampler --name tail --duration 1 --format ndjson', keep: 6, cut: 160 },
      { type: 'proc-sampler --name nobody', expect: 2 },
    ],
  },
};
