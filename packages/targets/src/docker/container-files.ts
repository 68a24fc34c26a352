import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import type { Headers } from 'tar-stream';
import { isTargetError, TargetError } from '../errors.js';
import type { ExecOptions, ExecResult } from '../target.js';
import { statusOf } from './docker-error.js';
import type { Engine } from './engine.js';

/** Symbolic links followed before a path counts as a loop, as many as the kernel does. */
const MAX_LINKS = 40;

/** Largest file read through the engine's archive. */
const MAX_FILE_BYTES: number = 256 * 1024 * 1024;

/** Files of a container through the engine's archives: needs no program inside, nor a running container. */
export class ContainerFiles {
  readonly #engine: Engine;
  readonly #id: string;
  readonly #exec: (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

  constructor(
    engine: Engine,
    containerId: string,
    exec: (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>,
  ) {
    this.#engine = engine;
    this.#id = containerId;
    this.#exec = exec;
  }

  async read(file: string): Promise<Buffer> {
    // Archives see the image's empty mount points in place of the kernel's file systems.
    if (/^\/(proc|sys)\//.test(path.posix.normalize(file))) return this.#readThroughCat(file);
    let at = file;
    for (let links = 0; links < MAX_LINKS; links += 1) {
      const entry = await this.#entry(at);
      if (entry.header.type === 'file') return entry.data;
      if (entry.header.type !== 'symlink' || !entry.header.linkname) {
        throw new TargetError(
          'MEDKIT_TARGET_FILE',
          `${at} in the container is a ${entry.header.type}, not a file`,
        );
      }
      at = path.posix.resolve(path.posix.dirname(at), entry.header.linkname);
    }
    throw new TargetError(
      'MEDKIT_TARGET_FILE',
      `${file} in the container: more than ${MAX_LINKS} symbolic links`,
    );
  }

  async write(file: string, data: string | Uint8Array): Promise<void> {
    if (!path.posix.isAbsolute(file)) throw notAbsolute(file);
    const archive = pack();
    archive.entry({ name: path.posix.basename(file), mode: 0o644, mtime: new Date() }, Buffer.from(data));
    archive.finalize();
    const bytes = await buffer(archive);
    await this.#ask(`writing ${file}`, () =>
      this.#engine.docker
        .getContainer(this.#id)
        .putArchive(bytes, { path: path.posix.dirname(file), noOverwriteDirNonDir: 'true' }),
    );
  }

  async #entry(file: string): Promise<{ header: Headers; data: Buffer }> {
    if (!path.posix.isAbsolute(file)) throw notAbsolute(file);
    return this.#ask(`reading ${file}`, async () => {
      const archive = await this.#engine.docker.getContainer(this.#id).getArchive({ path: file });
      return firstEntry(archive as Readable, file);
    });
  }

  async #readThroughCat(file: string): Promise<Buffer> {
    const result = await this.#exec(['cat', '--', file]);
    if (result.code === 0) return Buffer.from(result.stdout);
    throw new TargetError(
      'MEDKIT_TARGET_FILE',
      `cannot read ${file} in the container: ${result.stderr.trim()}`,
    );
  }

  async #ask<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#engine.ask(`${what} in container ${this.#id.slice(0, 12)}`, work);
    } catch (error) {
      const missing =
        isTargetError(error) && error.code === 'MEDKIT_DOCKER_API' && statusOf(error.cause) === 404;
      if (missing) throw new TargetError('MEDKIT_TARGET_FILE', error.message, { cause: error });
      throw error;
    }
  }
}

function notAbsolute(file: string): TargetError {
  return new TargetError('MEDKIT_TARGET_ARGUMENT', `a path in a container must be absolute, got '${file}'`);
}

function firstEntry(archive: Readable, file: string): Promise<{ header: Headers; data: Buffer }> {
  return new Promise((resolve, reject) => {
    const reader = extract();
    reader.on('entry', (header, stream) => {
      if ((header.size ?? 0) > MAX_FILE_BYTES) {
        archive.destroy();
        reject(
          new TargetError(
            'MEDKIT_TARGET_FILE',
            `${file} has ${header.size} bytes, more than ${MAX_FILE_BYTES}`,
          ),
        );
        return;
      }
      buffer(stream).then((data) => {
        archive.destroy();
        resolve({ header, data });
      }, reject);
    });
    reader.on('finish', () =>
      reject(new TargetError('MEDKIT_TARGET_FILE', `the engine sent no file for ${file}`)),
    );
    reader.on('error', reject);
    archive.on('error', reject);
    archive.pipe(reader);
  });
}
