import { describeProcess } from '../process/describe-process.js';
import type { ProcessDescription } from '../process/process-description.js';
import { allPids, isDead, readProcStat } from '../process/proc-stat.js';
import { describeRemoteProcess } from '../remote/describe-remote.js';
import { isTargetError, TargetError } from '../errors.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions } from '../target.js';
import { ContainerExec } from './container-exec.js';
import { ContainerFiles } from './container-files.js';
import { FrameSplitter } from './demux-stream.js';
import type { Engine } from './engine.js';
import type { HostPidProof } from './host-pid.js';
import { belongsTo, provenHostPid } from './host-pid.js';
import { imageIdentity } from './images.js';
import { readFileSync } from 'node:fs';

/** What a container is made of, for the record of a run. */
export interface ContainerDetails {
  container_id: string;
  container_name: string;
  image: string;
  image_id: string;
  image_digest: string | null;
  engine_version: string | null;
  oom_killed: boolean;
  /** Its first process; null when it does not run or nothing can look at it. */
  process: ProcessDescription | null;
  /** Why `process` is null. */
  process_missing: string | null;
}

/** What the engine says of a container's state. */
export interface ContainerState {
  running: boolean;
  exitCode: number | null;
  enginePid: number;
  oomKilled: boolean;
  /** Frozen by `docker pause`: it counts as running and does nothing. */
  paused: boolean;
}

/** A container somebody runs: commands, files, log, and its processes where this host can see them. */
export class Container {
  readonly id: string;
  readonly #engine: Engine;
  readonly #exec: ContainerExec;
  readonly #files: ContainerFiles;

  /** @internal */
  constructor(engine: Engine, id: string) {
    this.id = id;
    this.#engine = engine;
    this.#exec = new ContainerExec(engine, id);
    this.#files = new ContainerFiles(engine, id, (argv, options) => this.exec(argv, options));
  }

  exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#exec.exec(argv, options);
  }

  stream(argv: readonly string[], options: StreamOptions = {}): Promise<StreamHandle> {
    return this.#exec.stream(argv, options);
  }

  readFile(path: string): Promise<Buffer> {
    return this.#files.read(path);
  }

  writeFile(path: string, data: string | Uint8Array): Promise<void> {
    return this.#files.write(path, data);
  }

  async state(): Promise<ContainerState> {
    const { State } = await this.#inspect();
    return {
      running: State.Running,
      exitCode: State.Running ? null : State.ExitCode,
      enginePid: State.Pid,
      oomKilled: State.OOMKilled,
      paused: State.Paused,
    };
  }

  /** Whether this host's `/proc` shows the container's first process, and whether it may be read. */
  async hostPid(): Promise<HostPidProof> {
    return provenHostPid({ id: this.id, enginePid: (await this.state()).enginePid });
  }

  /**
   * Every process of the container as this host sees it.
   * @throws TargetError `MEDKIT_DOCKER_PID_UNPROVEN` saying what is missing when it cannot be seen.
   */
  async hostProcesses(): Promise<{ pid: number; comm: string }[]> {
    const proof = await this.hostPid();
    if (!proof.proven) throw new TargetError('MEDKIT_DOCKER_PID_UNPROVEN', proof.missing);
    const found: { pid: number; comm: string }[] = [];
    for (const pid of allPids()) {
      try {
        if (!belongsTo(readFileSync(`/proc/${pid}/cgroup`, 'utf8'), this.id)) continue;
        const comm = readFileSync(`/proc/${pid}/comm`, 'utf8').replace(/\n$/, '');
        if (!isDead(readProcStat(pid))) found.push({ pid, comm });
      } catch {
        // Gone since the listing.
      }
    }
    return found;
  }

  /** The last lines of the log the engine keeps, stdout and stderr in the order they were written. */
  async logTail(lines: number): Promise<string[]> {
    const tty = (await this.#inspect()).Config.Tty;
    const raw = await this.#engine.ask('reading the log', () =>
      this.#engine.docker
        .getContainer(this.id)
        .logs({ stdout: true, stderr: true, tail: lines, follow: false }),
    );
    const all = tty ? raw.toString('utf8') : bothStreams(raw);
    const split = all.split(/\r?\n/);
    if (split.at(-1) === '') split.pop();
    return split.slice(-lines);
  }

  /** Host ports by container port, such as `{ 8080: 32768 }`. */
  async ports(): Promise<Record<number, number>> {
    const ports = (await this.#inspect()).NetworkSettings.Ports ?? {};
    const found: Record<number, number> = {};
    for (const [name, places] of Object.entries(ports)) {
      const hostPort = Number(places?.[0]?.HostPort);
      if (hostPort > 0) found[Number.parseInt(name, 10)] = hostPort;
    }
    return found;
  }

  async details(): Promise<ContainerDetails> {
    const info = await this.#inspect();
    const image = await imageIdentity(this.#engine, info.Image);
    const version = await this.#engine.ask('asking for the version', () => this.#engine.docker.version());
    const looked = await this.#firstProcess();
    return {
      container_id: info.Id,
      container_name: info.Name.replace(/^\//, ''),
      image: info.Config.Image,
      image_id: info.Image,
      image_digest: image?.image_digest ?? null,
      engine_version: version.Version ?? null,
      oom_killed: info.State.OOMKilled,
      ...looked,
    };
  }

  async #firstProcess(): Promise<{ process: ProcessDescription | null; process_missing: string | null }> {
    const proof = await this.hostPid();
    try {
      const process = proof.proven
        ? await describeProcess(proof.pid)
        : await describeRemoteProcess((argv, options) => this.exec(argv, options), 1);
      return { process, process_missing: null };
    } catch (error) {
      if (!isTargetError(error)) throw error;
      const inside = `and inside the container: ${error.message}`;
      return {
        process: null,
        process_missing: proof.missing === null ? error.message : `${proof.missing}; ${inside}`,
      };
    }
  }

  #inspect(): ReturnType<ReturnType<Engine['docker']['getContainer']>['inspect']> {
    return this.#engine.ask(`looking at container ${this.id.slice(0, 12)}`, () =>
      this.#engine.docker.getContainer(this.id).inspect(),
    );
  }
}

// Both outputs into one text; frames keep the order in which the engine stored them.
function bothStreams(raw: Buffer): string {
  return Buffer.concat(new FrameSplitter().push(raw).map((piece) => piece.payload)).toString('utf8');
}
