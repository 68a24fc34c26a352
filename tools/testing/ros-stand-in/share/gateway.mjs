// The stand-in for gateway_node: the reference gateway, with a front that gives it the real one's graph
// (from DDS), faults and streams. The front is a process of its own, so that only the gateway is measured.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { log, paramsOf } from './ros-args.mjs';

const share = path.dirname(fileURLToPath(import.meta.url));
const { file, params } = paramsOf(process.argv, 'ros2_medkit_gateway');
const host = params.server?.host ?? '127.0.0.1';
const port = params.server?.port ?? 8080;
const inner = await freePort();
const node = 'diagnostics.ros2_medkit_gateway';

// The front ends when its standard input does, that is, with us.
const front = spawn(
  process.execPath,
  [path.join(share, 'front.mjs'), host, String(port), String(inner), String(params.sse?.max_clients ?? 2)],
  { stdio: ['pipe', 'ignore', 'inherit'] },
);
front.on('exit', (code) => {
  log('ERROR', node, `front ended with ${code}`);
  process.exit(1);
});
log('INFO', node, 'Main executor bounded to 2 threads');
log('INFO', node, 'HTTP request thread pool bounded to 6 workers');

process.argv = [
  process.argv[0],
  process.argv[1],
  '--port',
  String(inner),
  ...(file === null ? [] : ['--params', file]),
];
await import('./node_modules/@medkit-bench/reference-gateway/dist/cli.js');

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
