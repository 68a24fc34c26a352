// Lays a ROS 2 prefix out whose gateway_node, fault_manager_node and ros2 are stand-ins of the real
// shape: same paths, same arguments, same parameter files, same answers as far as the lanes ask.
// usage: node tools/testing/ros-stand-in/install.js PREFIX [--with-node] [--native] [--tools ROOT]
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const EXECUTABLES = {
  'lib/ros2_medkit_gateway/gateway_node': '../../share/stand-in/run.bash',
  'lib/ros2_medkit_fault_manager/fault_manager_node': '../../share/stand-in/run.bash',
  'bin/ros2': '../share/stand-in/run.bash',
};

/** The gateway where a profiler is put around it: Node's own memory would hide what is known of it. */
const NATIVE_GATEWAY = 'lib/ros2_medkit_gateway/gateway_node';

/**
 * Everything is below `prefix` afterwards; with `withNode` the Node.js that runs this, and its libraries, too; with
 * `native` the gateway is a program of its own, built from gateway-native.c.
 */
export function installStandIn(prefix, { withNode = false, native = false } = {}) {
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
  if (native) rmSync(path.join(prefix, NATIVE_GATEWAY));
  compile(share, [
    ['graph-listener.c', path.join(share, 'graph-listener')],
    ...(native ? [['gateway-native.c', path.join(prefix, NATIVE_GATEWAY)]] : []),
  ]);
  if (withNode) bringNode(share);
}

function compile(share, programs) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'ros-stand-in-'));
  const run = (program, args) => execFileSync(program, args, { cwd: work, stdio: 'pipe' });
  try {
    run('idlc', ['-l', 'c', path.join(ROOT, 'packages/dds-graph-host/test/peers/ros_discovery.idl')]);
    for (const [source, out] of programs) {
      const link = ['-lddsc', '-Wl,-rpath,$ORIGIN/lib'];
      run('gcc', ['-g', '-O1', '-o', out, '-I.', path.join(share, source), 'ros_discovery.c', ...link]);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const TOOLS = ['heaptrack', 'libheaptrack', 'valgrind', 'libc6-dbg'];
const NOT_NEEDED =
  /^\/usr\/(share\/(doc|man|locale)|include|lib\/debug\/\.dwz|lib\/\S*\.a$)|\/(lackey|drd|helgrind|massif|dhat|callgrind|cachegrind|exp-bbv|none)-/;

/** heaptrack and valgrind of this machine, below `root` where an image of the same release has them. */
function bringTools(root) {
  const list = execFileSync('dpkg', ['-L', ...TOOLS], { encoding: 'utf8' }).split('\n');
  const files = new Set(list.filter((file) => !NOT_NEEDED.test(file) && isFile(file)));
  for (const file of [...files].filter((name) => /heaptrack/.test(name))) {
    for (const [, library] of lddOf(file).matchAll(/=> (\/\S+) /g)) {
      if (!C_LIBRARY.test(library)) files.add(library);
    }
  }
  // `/lib` is a link to `/usr/lib`, and must stay one.
  for (const file of files) {
    const real = path.join(realpathSync(path.dirname(file)), path.basename(file));
    cpSync(file, path.join(root, real), { dereference: true });
  }
}

function isFile(file) {
  return file !== '' && existsSync(file) && statSync(file).isFile();
}

function lddOf(file) {
  const { stdout } = spawnSync('ldd', [file], { encoding: 'utf8' });
  return stdout;
}

const C_LIBRARY = /\/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so/;

/** The programs' shared libraries, but for those that belong to the C library of wherever they will run. */
function bringNode(share) {
  const lib = path.join(share, 'lib');
  mkdirSync(lib);
  cpSync(process.execPath, path.join(share, 'node'), { dereference: true });
  for (const program of ['node', 'graph-listener']) {
    for (const [, file] of lddOf(path.join(share, program)).matchAll(/=> (\/\S+) /g)) {
      if (!C_LIBRARY.test(file)) {
        cpSync(file, path.join(lib, path.basename(file)), { dereference: true });
      }
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const prefix = process.argv[2];
  if (prefix === undefined) {
    console.error('usage: install.js PREFIX [--with-node] [--native] [--tools ROOT]');
    process.exit(2);
  }
  const has = (option) => process.argv.includes(option);
  installStandIn(path.resolve(prefix), { withNode: has('--with-node'), native: has('--native') });
  if (has('--tools')) bringTools(path.resolve(process.argv[process.argv.indexOf('--tools') + 1]));
}
