import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Container } from '../docker/container.js';
import { checkLabel } from '../docker/container-spec.js';
import { describeEngineHost } from '../docker/describe-engine-host.js';
import { DockerInstance } from '../docker/docker-instance.js';
import type { OpenEngine } from '../docker/open-engine.js';
import { openEngine } from '../docker/open-engine.js';
import type { DockerOptions } from '../docker/open-engine.js';
import { removeDockerLeftovers } from '../docker/remove-docker-leftovers.js';
import type { RemovedContainers } from '../docker/remove-docker-leftovers.js';
import { TargetError } from '../errors.js';
import { describeHost } from '../host/describe-host.js';
import type { HostDescription } from '../host/host-description.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions, Target } from '../target.js';
import type { ComposeCli } from './compose-cli.js';
import { ComposeProject, findComposeCli } from './compose-cli.js';

/** Seconds that bringing a project up may take, images built or pulled included. */
const UP_TIMEOUT_S = 1800;

/** Seconds that taking a project down may take. */
const DOWN_TIMEOUT_S = 180;

/** Where compose files are, and which engine runs them. */
export interface ComposeOptions extends DockerOptions {
  /** Compose files, later ones overriding earlier ones; paths in them are relative to the first. */
  files: readonly string[];
}

/** A service to start with what it depends on. */
export interface ComposeStart {
  service: string;
  label: string;
  /** Variables that the compose files refer to. */
  env?: Record<string, string>;
  timeoutS?: number;
}

/** A compose file as a place: each instance is a project of its own, so the user's own is never touched. */
export class ComposeTarget implements Target {
  readonly kind = 'compose';
  readonly composeVersion: string;
  readonly #open: OpenEngine;
  readonly #cli: ComposeCli;
  readonly #files: readonly string[];
  readonly #instances = new Set<DockerInstance>();

  private constructor(open: OpenEngine, cli: ComposeCli, files: readonly string[]) {
    this.#open = open;
    this.#cli = cli;
    this.#files = files;
    this.composeVersion = cli.version;
  }

  /** @internal Use `connectCompose`. */
  static async open(options: ComposeOptions): Promise<ComposeTarget> {
    const files = options.files.map((file) => path.resolve(file));
    const missing = files.find((file) => !existsSync(file));
    if (files.length === 0 || missing !== undefined) {
      throw new TargetError(
        'MEDKIT_COMPOSE_FAILED',
        `there is no compose file ${missing ?? '(none was named)'}`,
      );
    }
    const cli = await findComposeCli();
    return new ComposeTarget(await openEngine(options), cli, files);
  }

  /**
   * Brings one service and what it depends on up in a project of their own.
   * @throws TargetError `MEDKIT_COMPOSE_SERVICE` or `MEDKIT_COMPOSE_FAILED`; nothing is left behind then.
   */
  async start(spec: ComposeStart): Promise<DockerInstance> {
    checkLabel(spec.label);
    const project = this.#project(`${spec.label}-${randomBytes(4).toString('hex')}`, spec.env ?? {});
    await requireService(project, spec.service);
    const down = async (): Promise<void> => {
      await project.run(
        ['down', '--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '5'],
        DOWN_TIMEOUT_S,
      );
    };
    try {
      await project.run(['up', '--detach', spec.service], spec.timeoutS ?? UP_TIMEOUT_S);
      const id = await this.#containerOf(project, spec.service);
      const { engine } = this.#open;
      const proof = await new Container(engine, id).hostPid();
      const instance = new DockerInstance(engine, id, spec.label, proof, down);
      this.#instances.add(instance);
      return instance;
    } catch (error) {
      await down();
      throw error;
    }
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#only().exec(argv, options);
  }

  async stream(argv: readonly string[], options: StreamOptions = {}): Promise<StreamHandle> {
    return this.#only().stream(argv, options);
  }

  async readFile(file: string): Promise<Buffer> {
    return this.#only().readFile(file);
  }

  async writeFile(file: string, data: string | Uint8Array): Promise<void> {
    return this.#only().writeFile(file, data);
  }

  async describe(): Promise<HostDescription> {
    const [first] = this.#running();
    if (first?.proof.proven === true) return describeHost();
    return describeEngineHost(this.#open.engine, first ?? null);
  }

  /** Removes the projects of this run, and nothing else. */
  removeLeftovers(of: { label: string }): Promise<RemovedContainers> {
    return removeDockerLeftovers(this.#open.engine, of.label);
  }

  async close(): Promise<void> {
    try {
      await Promise.all([...this.#instances].map((instance) => instance.stop()));
    } finally {
      await this.#open.close();
    }
  }

  // Compose must use the engine that we use, wherever its address came from.
  #project(name: string, env: Record<string, string>): ComposeProject {
    const { url, source } = this.#open.engine.address;
    const same = source.startsWith('context ') ? {} : { DOCKER_HOST: url };
    return new ComposeProject(this.#cli, name, this.#files, { ...env, ...same });
  }

  async #containerOf(project: ComposeProject, service: string): Promise<string> {
    const ids = (await project.run(['ps', '--all', '--quiet', service]))
      .split('\n')
      .filter((line) => line !== '');
    const [id] = ids;
    if (id === undefined || ids.length > 1) {
      throw new TargetError(
        'MEDKIT_COMPOSE_SERVICE',
        `service '${service}' has ${ids.length} containers, exactly one can be measured (see 'scale' and 'replicas')`,
      );
    }
    return (
      await this.#open.engine.ask('looking at the container', () =>
        this.#open.engine.docker.getContainer(id).inspect(),
      )
    ).Id;
  }

  #running(): DockerInstance[] {
    return [...this.#instances].filter((instance) => instance.running());
  }

  #only(): DockerInstance {
    const running = this.#running();
    const [first] = running;
    if (first !== undefined && running.length === 1) return first;
    throw new TargetError(
      'MEDKIT_DOCKER_NO_CONTAINER',
      `${running.length} instances run here: start one, or use the instance's own exec`,
    );
  }
}

async function requireService(project: ComposeProject, service: string): Promise<void> {
  const services = (await project.run(['config', '--services'])).split('\n').filter((line) => line !== '');
  if (!services.includes(service)) {
    throw new TargetError(
      'MEDKIT_COMPOSE_SERVICE',
      `there is no service '${service}' in the compose file; it has: ${services.sort().join(', ') || 'none'}`,
    );
  }
}
