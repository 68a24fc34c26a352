import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithDocker, ensureTestImages } from '../../../tools/testing/docker-images.js';
import { describeWith } from '../../../tools/testing/require-component.js';
import { processesOf, readSummary, runBench, startBench } from './run-bench.js';

const STAND_IN = path.resolve(import.meta.dirname, '../../../tools/testing/ros-stand-in');
const COMPILER = ['idlc', 'gcc'];
const BASE = 'medkit-bench/ros-stand-in:1';
const IMAGE = 'medkit-bench/ros-stand-in-gateway:1';
// Each test's graph lives in a domain of its own.
let domains = 40 + 8 * (process.pid % 7);
const ownDomain = (): string[] => ['--var', `domain=${(domains += 1)}`];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-ros-'));
  // A results folder may hold other things than runs.
  writeFileSync(path.join(dir, 'notes.txt'), '');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Cell {
  entity_count: number;
  subjects: Record<string, { num_threads: number }>;
  params_in_force: Record<string, unknown>;
  graph_host: Record<string, unknown>;
  library_sharers: Record<string, unknown>;
  target: Record<string, unknown> & {
    place: Record<string, unknown> | null;
    facts: Record<string, string | null>;
    processes: Record<string, { allocator: string; threads: { count: number } }>;
  };
}

function run(lane: string, name: string, ...args: string[]): ReturnType<typeof runBench> {
  const common = ['--quick', '--quiet', '--repeats', '1', '--results-dir', dir, '--run-dir', name];
  return runBench(lane, ...common, ...args);
}

function firstCell(summary: Record<string, unknown>): Cell {
  return ((summary['cell_records'] ?? summary['cells']) as Cell[])[0] as Cell;
}

describeWith(COMPILER, 'the ros2_medkit profile without Docker, on stand-ins', () => {
  let prefix: string;
  let vars: string[];
  beforeAll(() => {
    prefix = path.join(dir, 'jazzy');
    const made = spawnSync(process.execPath, [path.join(STAND_IN, 'install.js'), prefix], {
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(made.stderr);
    vars = ['--profile', 'ros2-medkit-local', '--var', `setup=${prefix}/setup.bash`];
  });

  it('measures two processes in a burst, on a graph that it saw over DDS', async () => {
    const burst = [
      '--modes',
      'rosbag',
      '--faults',
      '2',
      '--pre-s',
      '1.5',
      '--window-s',
      '3',
      '--entities',
      '8',
    ];
    const { code, stderr } = await run('fault', 'fault', ...vars, ...ownDomain(), ...burst);
    expect(code, stderr).toBe(0);
    const summary = readSummary(dir, 'fault', 'fault');
    expect((summary['rows'] as unknown[])[0]).toMatchObject({ injected: 2, confirmed: 2, recordings: 2 });
    const cell = firstCell(summary);
    // Eight nodes of the graph, the gateway's own, and the fault manager.
    expect(cell.entity_count).toBe(10);
    expect(cell.graph_host).toMatchObject({ kind: 'dds', nodes_asked: 8, nodes_acknowledged: 8, resends: 0 });
    expect(cell.graph_host['rss_kib']).toBeGreaterThan(20_000);
    expect(cell.library_sharers).toMatchObject({ unreadable: expect.any(Number) as number });
    expect(Object.keys(cell.subjects)).toEqual(['fault_manager']);
    expect(cell.params_in_force).toMatchObject({
      refresh_interval_ms: 1000,
      'fault_manager:snapshots.rosbag.enabled': true,
    });
    expect(cell.target).toMatchObject({ variant: 'after v0.6.0', notes: [] });
    expect(cell.target.facts).toMatchObject({ ros_distro: 'jazzy', discovery_range: 'LOCALHOST' });
    expect(processesOf(path.join(dir, 'fault'))).toEqual([]);
  }, 120_000);

  it.concurrent.each([
    ['a set-up file that is not there', ['--var', 'setup=/nowhere/setup.bash'], /no set-up file '\/nowhere/],
    ['an executable that is not there', ['--var', 'gateway=gatewy_node'], /no executable 'gatewy_node'/],
    [
      'a value that the gateway does not take',
      ['--set', 'refresh_interval_ms=50'],
      /asked 50, in force is 30000/,
    ],
  ])('says what is wrong with %s', async (name, args, says) => {
    const runDir = name.replaceAll(' ', '-');
    const { code } = await run('footprint', runDir, ...vars, ...ownDomain(), ...args, '--entities', '2');
    expect(code).toBe(3);
    const summary = readSummary(dir, runDir, 'footprint');
    expect(JSON.stringify(summary['cells'])).toMatch(says);
  });
});

describeWithDocker(
  ['docker-compose', ...COMPILER],
  'the ros2_medkit profile in containers, on stand-ins',
  () => {
    const vars = ['--var', `image=${IMAGE}`, '--var', `base=${BASE}`];
    const docker = (...args: string[]): string =>
      spawnSync('docker', args, { encoding: 'utf8' }).stdout.trim();

    beforeAll(() => {
      const made = spawnSync('sh', [path.join(STAND_IN, 'make-image.sh'), BASE], { encoding: 'utf8' });
      if (made.status !== 0) throw new Error(made.stderr);
      ensureTestImages();
    }, 120_000);

    it('builds the image, measures it, and knows what it measured', async () => {
      const { code, stderr } = await run(
        'footprint',
        'docker',
        '--profile',
        'ros2-medkit',
        ...vars,
        ...ownDomain(),
        '--entities',
        '6',
        '--duration',
        '2',
      );
      expect(code, stderr).toBe(0);
      const cell = firstCell(readSummary(dir, 'docker', 'footprint'));
      expect(cell.entity_count).toBe(7);
      expect(cell.target).toMatchObject({ commit: '505bc2d5c16ccfebc0b213195fed22463c159c2a' });
      expect(cell.target.processes['main']).toMatchObject({ allocator: 'glibc' });
      expect(JSON.stringify(cell.target.place)).toMatch(/sha256:[0-9a-f]{64}/);
      expect(docker('run', '--rm', '--entrypoint', 'cat', IMAGE, '/var/log/build-steps')).toContain(
        'colcon build',
      );
    }, 120_000);

    // The image is built: the rest wait side by side.
    it.concurrent('shows the end of the build log when the gateway cannot be built', async () => {
      const { code } = await run(
        'footprint',
        'badref',
        '--profile',
        'ros2-medkit',
        ...vars,
        '--var',
        `image=${IMAGE}x`,
        '--var',
        'ref=no-such-branch',
      );
      expect(code).toBe(3);
      const summary = readSummary(dir, 'badref', 'footprint');
      expect(JSON.stringify(summary['cells'])).toMatch(
        /could not be built.*couldn't find remote ref no-such-branch/s,
      );
    });

    it.concurrent(
      'the entrypoint passes a signal on as it came, and ends as the gateway ends',
      async () => {
        const name = `medkit-ros-entry-${process.pid}`;
        const script =
          'trap "echo got USR1" USR1; trap "echo got INT; exit 7" INT; while :; do sleep 0.1; done';
        const child = spawn('docker', [
          'run',
          '--rm',
          '--name',
          name,
          '-e',
          'FAULT_MANAGER=yes',
          IMAGE,
          'bash',
          '-c',
          script,
        ]);
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
        const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
        while (!output.includes('FaultManager node initialized')) await delay(100);
        docker('kill', '--signal', 'USR1', name);
        while (!output.includes('got USR1')) await delay(100);
        docker('kill', '--signal', 'INT', name);
        expect(await ended).toBe(7);
        expect(output).toContain('got INT');
      },
      120_000,
    );

    it.concurrent(
      "a compose project of the user's from the same file stays as it was",
      async () => {
        const demo = path.join(dir, 'demo');
        const file = path.join(demo, 'docker-compose.yml');
        spawnSync('mkdir', ['-p', path.join(demo, 'config')]);
        writeFileSync(
          path.join(demo, 'config/medkit_params.yaml'),
          'diagnostics:\n  ros2_medkit_gateway:\n    ros__parameters:\n      server: {host: 0.0.0.0, port: 8080}\n      refresh_interval_ms: 10000 # slow\n      topic_sample_timeout_sec: 2.0\n',
        );
        const params = '/root/demo_ws/src/turtlebot3_medkit_demo/config/medkit_params.yaml';
        writeFileSync(
          file,
          `version: '2.4'\nservices:\n  turtlebot3-demo-ci:\n    image: ${IMAGE}\n    container_name: medkit_fixed_${process.pid}\n    tty: true\n    environment: {ROS_DOMAIN_ID: '30', FAULT_MANAGER: 'yes'}\n    ports: ['127.0.0.1:18${(process.pid % 900) + 100}:8080']\n    volumes: ['data:/var/lib/ros2_medkit', './config/medkit_params.yaml:${params}:ro']\n    command: [gateway_node, --ros-args, --params-file, ${params}]\nvolumes:\n  data: {name: medkit_users_data_${process.pid}}\n`,
        );
        const compose = (...args: string[]): ReturnType<typeof spawnSync> =>
          spawnSync('docker-compose', ['-p', `users-${process.pid}`, '-f', file, ...args], {
            encoding: 'utf8',
          });
        try {
          expect(compose('up', '-d').status).toBe(0);
          const state = (): string =>
            docker(
              'inspect',
              '-f',
              '{{.Id}} {{.State.StartedAt}} {{.State.Running}}',
              `medkit_fixed_${process.pid}`,
            );
          const before = state();
          const { code, stderr } = await run(
            'footprint',
            'demo',
            '--profile',
            'turtlebot3',
            '--var',
            `demo=${demo}`,
            '--refresh-ms',
            '500',
            '--duration',
            '2',
          );
          expect(code, stderr).toBe(0);
          const cell = firstCell(readSummary(dir, 'demo', 'footprint'));
          expect(cell.params_in_force).toMatchObject({ refresh_interval_ms: 500, 'server.port': 8080 });
          expect(Object.keys(cell.subjects)).toEqual(['fault_manager']);
          expect(state()).toBe(before);
          expect(docker('volume', 'ls', '-q')).toContain(`medkit_users_data_${process.pid}`);
        } finally {
          compose('down', '--volumes', '--timeout', '2');
        }
      },
      120_000,
    );

    it.concurrent.each([
      ['SIGINT', 0.35],
      ['SIGTERM', 0.6],
      ['SIGKILL', 0.8],
    ] as const)(
      '%s leaves nothing',
      async (signal, share) => {
        // `clean` ends every run below its folder: the other tests' runs are not there.
        const own = mkdtempSync(path.join(dir, `stop-${signal}-`));
        const args = [
          ...['--profile', 'ros2-medkit', ...vars, ...ownDomain(), '--entities', '4', '--duration', '3'],
          ...['--repeats', '1', '--results-dir', own, '--run-dir', 'run'],
        ];
        const { child, done } = startBench(['footprint', '--quick', '--quiet', ...args]);
        await delay(share * 9000);
        child.kill(signal);
        await done;
        if (signal === 'SIGKILL') await runBench('clean', '--results-dir', own);
        const file = path.join(own, 'run', 'run.json');
        const label = existsSync(file)
          ? (JSON.parse(readFileSync(file, 'utf8')) as { label: string }).label
          : 'none';
        expect(docker('ps', '-a', '--format', '{{.Names}} {{.Labels}}')).not.toContain(label);
        expect(processesOf(path.join(own, 'run'))).toEqual([]);
      },
      120_000,
    );
  },
);
