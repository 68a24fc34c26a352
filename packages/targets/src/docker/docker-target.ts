import { randomBytes } from 'node:crypto';
import { isTargetError, TargetError } from '../errors.js';
import { describeHost } from '../host/describe-host.js';
import type { HostDescription } from '../host/host-description.js';
import type { HostPidProof } from './host-pid.js';
import { checkArgv } from '../support/limits.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions, Target } from '../target.js';
import { Container } from './container.js';
import type { ContainerSpec } from './container-spec.js';
import { createOptions } from './create-options.js';
import { describeEngineHost } from './describe-engine-host.js';
import { DockerInstance, removeContainer } from './docker-instance.js';
import type { Engine } from './engine.js';
import type { EngineAddress } from './engine-address.js';
import type { BuildSpec, ImageIdentity, PullPolicy } from './images.js';
import { buildImage, ensureImage } from './images.js';
import { openEngine } from './open-engine.js';
import type { DockerOptions } from './open-engine.js';
import { removeDockerLeftovers } from './remove-docker-leftovers.js';
import type { RemovedContainers } from './remove-docker-leftovers.js';

/** A container to start, and how its image is come by. */
export interface DockerStart extends ContainerSpec {
  /** Default `missing`. */
  pull?: PullPolicy;
  /** Build the image from this, tagged as `image`. */
  build?: BuildSpec;
}

/** A Docker engine: containers are created for one instance each and removed when it stops. */
export class DockerTarget implements Target {
  readonly kind = 'docker';
  readonly address: EngineAddress;
  readonly #engine: Engine;
  readonly #onClose: () => Promise<void>;
  readonly #instances = new Set<DockerInstance>();
  #attached: Container | null = null;

  private constructor(engine: Engine, onClose: () => Promise<void>) {
    this.address = engine.address;
    this.#engine = engine;
    this.#onClose = onClose;
  }

  /** @internal Use `connectDocker`. */
  static async open(options: DockerOptions): Promise<DockerTarget> {
    const { engine, close } = await openEngine(options);
    return new DockerTarget(engine, close);
  }

  /**
   * Creates and starts a container.
   * @throws TargetError naming what failed: the image, the creation, or a start that the engine refused.
   */
  async start(spec: DockerStart): Promise<DockerInstance> {
    if (spec.argv !== undefined) checkArgv(spec.argv);
    const options = createOptions(spec, randomBytes(12).toString('hex'));
    if (spec.build !== undefined) await buildImage(this.#engine, spec.image, spec.build);
    else await ensureImage(this.#engine, spec.image, spec.pull ?? 'missing');
    const { docker } = this.#engine;
    const created = await this.#engine.ask(`creating a container of '${spec.image}'`, () =>
      docker.createContainer(options),
    );
    try {
      await this.#engine.ask(`starting a container of '${spec.image}'`, () => created.start());
      const proof = await new Container(this.#engine, created.id).hostPid();
      const instance = new DockerInstance(this.#engine, created.id, spec.label, proof);
      this.#instances.add(instance);
      return instance;
    } catch (error) {
      await removeContainer(this.#engine, created.id);
      if (isTargetError(error) && error.code === 'MEDKIT_DOCKER_API') {
        throw new TargetError('MEDKIT_TARGET_NOT_STARTED', error.message, { cause: error });
      }
      throw error;
    }
  }

  /** Names a container that somebody else runs; this target's commands and files then mean that one. */
  async attach(nameOrId: string): Promise<Container> {
    const info = await this.#engine.ask(`looking for container '${nameOrId}'`, () =>
      this.#engine.docker.getContainer(nameOrId).inspect(),
    );
    this.#attached = new Container(this.#engine, info.Id);
    return this.#attached;
  }

  build(tag: string, spec: BuildSpec): Promise<ImageIdentity> {
    return buildImage(this.#engine, tag, spec);
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#only().exec(argv, options);
  }

  async stream(argv: readonly string[], options: StreamOptions = {}): Promise<StreamHandle> {
    return this.#only().stream(argv, options);
  }

  async readFile(path: string): Promise<Buffer> {
    return this.#only().readFile(path);
  }

  async writeFile(path: string, data: string | Uint8Array): Promise<void> {
    return this.#only().writeFile(path, data);
  }

  /** The engine's host: read here when a container of ours proves that it is this one, else asked for. */
  async describe(): Promise<HostDescription> {
    const container = this.#attached ?? this.#running().at(0) ?? null;
    const proof: HostPidProof | null = container === null ? null : await container.hostPid();
    return proof?.proven === true ? describeHost() : describeEngineHost(this.#engine, container);
  }

  /** Removes containers, volumes and networks that carry this run's label, and nothing else. */
  removeLeftovers(of: { label: string }): Promise<RemovedContainers> {
    return removeDockerLeftovers(this.#engine, of.label);
  }

  /** Stops what was started here; containers that were attached to are left alone. */
  async close(): Promise<void> {
    try {
      await Promise.all([...this.#instances].map((instance) => instance.stop()));
    } finally {
      await this.#onClose();
    }
  }

  #running(): DockerInstance[] {
    return [...this.#instances].filter((instance) => instance.running());
  }

  #only(): Container {
    if (this.#attached !== null) return this.#attached;
    const running = this.#running();
    const [first] = running;
    if (first !== undefined && running.length === 1) return first;
    throw new TargetError(
      'MEDKIT_DOCKER_NO_CONTAINER',
      `${running.length} containers run here: use the instance's own exec, or attach(name) to one`,
    );
  }
}
