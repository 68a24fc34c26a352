import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PACKAGE = resolve(import.meta.dirname, '..');
const ROOT = resolve(PACKAGE, '../..');
const PEERS = join(import.meta.dirname, 'peers');

const LOOPBACK = '<Interfaces><NetworkInterface name="lo" multicast="MULTICAST"/></Interfaces>';
/** Cyclone settings that keep it on loopback, with multicast or without. */
const CYCLONE = {
  multicast: `<CycloneDDS><Domain><General>${LOOPBACK.replace('MULTICAST', 'true')}</General></Domain></CycloneDDS>`,
  unicast:
    `<CycloneDDS><Domain><General>${LOOPBACK.replace('MULTICAST', 'false')}<AllowMulticast>false</AllowMulticast></General>` +
    '<Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>31</MaxAutoParticipantIndex>' +
    '<Peers><Peer address="127.0.0.1"/></Peers></Discovery></Domain></CycloneDDS>',
} as const;

export type PeerKind = 'cyclone' | 'fastdds';
/** How a peer looks for others: by the group, or at loopback ports alone (discovery range LOCALHOST). */
export type Network = 'multicast' | 'unicast';
export type Line = Readonly<Record<string, unknown>>;

/** A child that prints JSON lines. */
export class LineProcess {
  readonly lines: Line[] = [];
  errors = '';
  private waiters: (() => void)[] = [];
  private ended = false;

  constructor(readonly child: ChildProcess) {
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (text) => {
        try {
          this.lines.push(JSON.parse(text) as Line);
        } catch {
          this.errors += `${text}\n`;
        }
        this.wake();
      });
    }
    child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    child.on('exit', () => {
      this.ended = true;
      this.wake();
    });
  }

  private wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }

  get last(): Line {
    return this.lines[this.lines.length - 1] ?? {};
  }

  /** The first line from `since` on that satisfies the test; throws with the last line when none comes in time. */
  async until(test: (line: Line) => boolean, timeoutMs = 20_000, since = 0): Promise<Line> {
    const deadline = Date.now() + timeoutMs;
    let at = since;
    for (;;) {
      for (; at < this.lines.length; at++) {
        const line = this.lines[at];
        if (line !== undefined && test(line)) return line;
      }
      const left = deadline - Date.now();
      if (left <= 0 || this.ended)
        throw new Error(
          `${this.ended ? 'ended' : 'timed out'}; last line ${JSON.stringify(this.last)} ${this.errors.slice(-500)}`,
        );
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 200));
        this.waiters.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  send(command: object): void {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** Sends a command to a host and waits for its answer. */
  async ask(command: { command: string } & Record<string, unknown>): Promise<Line> {
    const since = this.lines.length;
    this.send(command);
    const line = await this.until((l) => l['event'] === 'answer' || l['event'] === 'error', 10_000, since);
    return (line['result'] ?? line) as Line;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill(signal);
    await gone;
  }
}

/** Compiled peers, a bundled host, and a network namespace of their own where that is allowed. */
export class Lab {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dds-graph-host-'));
  private readonly running: LineProcess[] = [];
  private readonly kept: LineProcess[] = [];
  private holder: ChildProcess | null = null;
  /** Elsewhere than in a namespace of our own, a domain that nobody else is likely to use. */
  readonly domain: number = 100 + (process.pid % 100);

  /** @param holdS the network namespace is gone after so many seconds at the latest */
  static async create(holdS = 900): Promise<Lab> {
    const lab = new Lab();
    lab.build();
    await lab.enterNamespace(holdS);
    return lab;
  }

  private build(): void {
    const run = (program: string, args: string[], cwd = this.folder): void =>
      void execFileSync(program, args, { cwd, stdio: 'pipe' });
    run('idlc', ['-l', 'c', join(PEERS, 'ros_discovery.idl')]);
    run('gcc', [
      '-O1',
      '-o',
      'cyclone',
      '-I.',
      join(PEERS, 'cyclone_listener.c'),
      'ros_discovery.c',
      '-lddsc',
    ]);
    run('g++', [
      '-O1',
      '-std=c++17',
      '-o',
      'fastdds',
      join(PEERS, 'fastdds_listener.cpp'),
      '-lfastrtps',
      '-lfastcdr',
    ]);
    mkdirSync(join(this.folder, 'dist'));
    const tsup = join(ROOT, 'node_modules/tsup/dist/cli-default.js');
    run(
      process.execPath,
      [
        tsup,
        'src/cli.ts',
        '--format',
        'esm',
        '--no-config',
        '--target',
        'node20',
        '--out-dir',
        join(this.folder, 'dist'),
      ],
      PACKAGE,
    );
  }

  /** A namespace held open by a sleeping child: it vanishes with it, whatever becomes of the test. */
  private async enterNamespace(holdS: number): Promise<void> {
    const own = process.getuid?.() === 0 ? ['-n'] : ['-r', '-n'];
    const holder = spawn('unshare', [...own, 'sleep', String(holdS)], { stdio: 'ignore' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (holder.exitCode !== null || holder.pid === undefined) return;
    this.holder = holder;
    for (const args of [
      ['link', 'set', 'lo', 'up', 'multicast', 'on'],
      ['route', 'add', '224.0.0.0/4', 'dev', 'lo'],
    ]) {
      execFileSync(...this.inside('ip', args), { stdio: 'pipe' });
    }
  }

  get isolated(): boolean {
    return this.holder !== null;
  }

  /** A program and its arguments as they run in the lab's network. */
  inside(program: string, args: readonly string[]): [string, string[]] {
    if (this.holder?.pid === undefined) return [program, [...args]];
    const user = process.getuid?.() === 0 ? [] : ['-U', '--preserve-credentials'];
    return ['nsenter', ['-t', String(this.holder.pid), '-n', ...user, program, ...args]];
  }

  start(program: string, args: readonly string[], env: Record<string, string> = {}): LineProcess {
    const [file, all] = this.inside(program, args);
    const started = new LineProcess(
      spawn(file, all, {
        env: { ...process.env, ...env },
        cwd: this.folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    );
    this.running.push(started);
    return started;
  }

  /** Loopback with its multicast flag and route, or as most machines have it: without either. */
  loopbackMulticast(on: boolean): void {
    if (this.holder === null) throw new Error('only in a network namespace of its own');
    execFileSync(...this.inside('ip', ['link', 'set', 'lo', 'multicast', on ? 'on' : 'off']), {
      stdio: 'pipe',
    });
    const route = [on ? 'replace' : 'del', '224.0.0.0/4', 'dev', 'lo'];
    execFileSync(...this.inside('ip', ['route', ...route]), { stdio: 'pipe' });
  }

  /** Runs `ip` in the lab's network. */
  ip(...args: string[]): void {
    execFileSync(...this.inside('ip', args), { stdio: 'pipe' });
  }

  peer(
    kind: PeerKind,
    args: readonly string[] = [],
    network: Network = 'multicast',
    domain: number = this.domain,
  ): LineProcess {
    return this.start(join(this.folder, kind), [String(domain), ...args], {
      CYCLONEDDS_URI: CYCLONE[network],
      ...(network === 'unicast' ? { DDS_UNICAST: '1' } : {}),
    });
  }

  host(args: readonly string[], domain: number = this.domain): LineProcess {
    const bin = join(this.folder, 'dist/cli.js');
    return this.start(process.execPath, [bin, '--domain', String(domain), '--json', '--stdin', ...args]);
  }

  /** Takes a process off the list: `endAll` leaves it running, `dispose` does not. */
  keep(process: LineProcess): void {
    this.running.splice(this.running.indexOf(process), 1);
    this.kept.push(process);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async endAll(): Promise<void> {
    await Promise.all(this.running.splice(0).map((process) => process.end('SIGKILL')));
  }

  async dispose(): Promise<void> {
    await this.endAll();
    await Promise.all(this.kept.splice(0).map((process) => process.end('SIGKILL')));
    this.holder?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
