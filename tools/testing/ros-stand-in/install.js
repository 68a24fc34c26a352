// Lays a ROS 2 prefix out whose gateway_node, fault_manager_node and ros2 are stand-ins of the real
// shape: same paths, same arguments, same parameter files, same answers as far as the lanes ask.
// usage: node tools/testing/ros-stand-in/install.js PREFIX [--with-node]
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const EXECUTABLES = {
  'lib/ros2_medkit_gateway/gateway_node': '../../share/stand-in/run.bash',
  'lib/ros2_medkit_fault_manager/fault_manager_node': '../../share/stand-in/run.bash',
  'bin/ros2': '../share/stand-in/run.bash',
};

/** Everything is below `prefix` afterwards; with `withNode` the Node.js that runs this, and its libraries, too. */
export function installStandIn(prefix, { withNode = false } = {}) {
  const share = path.join(prefix, 'share/stand-in');
  mkdirSync(path.join(share, 'node_modules/@medkit-bench'), { recursive: true });
  cpSync(path.join(import.meta.dirname, 'share'), share, { recursive: true });
  cpSync(path.join(share, 'setup.bash'), path.join(prefix, 'setup.bash'));
  cpSync(path.join(ROOT, 'node_modules/yaml'), path.join(share, 'node_modules/yaml'), { recursive: true });
  const gateway = path.join(share, 'node_modules/@medkit-bench/reference-gateway');
  for (const part of ['dist', 'package.json']) {
    cpSync(path.join(ROOT, 'packages/reference-gateway', part), path.join(gateway, part), {
      recursive: true,
    });
  }
  for (const [file, target] of Object.entries(EXECUTABLES)) {
    mkdirSync(path.join(prefix, path.dirname(file)), { recursive: true });
    symlinkSync(target, path.join(prefix, file));
  }
  compileListener(share);
  if (withNode) bringNode(share);
}

function compileListener(share) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'ros-stand-in-'));
  const run = (program, args) => execFileSync(program, args, { cwd: work, stdio: 'pipe' });
  try {
    run('idlc', ['-l', 'c', path.join(ROOT, 'packages/dds-graph-host/test/peers/ros_discovery.idl')]);
    const source = path.join(share, 'graph-listener.c');
    const out = path.join(share, 'graph-listener');
    run('gcc', ['-O1', '-o', out, '-I.', source, 'ros_discovery.c', '-lddsc', '-Wl,-rpath,$ORIGIN/lib']);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The programs' shared libraries, but for those that belong to the C library of wherever they will run. */
function bringNode(share) {
  const lib = path.join(share, 'lib');
  mkdirSync(lib);
  cpSync(process.execPath, path.join(share, 'node'), { dereference: true });
  for (const program of ['node', 'graph-listener']) {
    const list = execFileSync('ldd', [path.join(share, program)], { encoding: 'utf8' });
    for (const [, file] of list.matchAll(/=> (\/\S+) /g)) {
      if (!/\/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so/.test(file)) {
        cpSync(file, path.join(lib, path.basename(file)), { dereference: true });
      }
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const prefix = process.argv[2];
  if (prefix === undefined) {
    console.error('usage: install.js PREFIX [--with-node]');
    process.exit(2);
  }
  installStandIn(path.resolve(prefix), { withNode: process.argv.includes('--with-node') });
}
