import dockerIgnore from '@balena/dockerignore';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pack } from 'tar-fs';
import { isTargetError, TargetError } from '../errors.js';
import { engineText, statusOf } from './docker-error.js';
import type { Engine } from './engine.js';

/** Seconds a pull or a build gets. */
const IMAGE_TIMEOUT_S = 1800;

/** Lines of a failed pull or build that the error shows. */
const SHOWN_LINES = 20;

/** Lines of a pull or build kept while it runs. */
const KEPT_LINES = 200;

/** When an image is fetched. */
export type PullPolicy = 'missing' | 'never' | 'always';

/** What an image is built from. */
export interface BuildSpec {
  /** Folder sent to the engine; its `.dockerignore` is honoured. */
  context: string;
  /** Path inside the context; default `Dockerfile`. */
  dockerfile?: string;
  args?: Record<string, string>;
  /** Stage to stop at. */
  target?: string;
  timeoutS?: number;
}

/** What names an image for good. */
export interface ImageIdentity {
  /** Content id on this engine, `sha256:...`. */
  image_id: string;
  /** Digest in its registry, `name@sha256:...`; null for an image that was never pushed or pulled. */
  image_digest: string | null;
}

/** @internal Sees to it that the engine has the image; throws `MEDKIT_DOCKER_IMAGE_MISSING` or `MEDKIT_DOCKER_PULL`. */
export async function ensureImage(engine: Engine, image: string, policy: PullPolicy): Promise<ImageIdentity> {
  if (policy !== 'always') {
    const found = await imageIdentity(engine, image);
    if (found !== null) return found;
    if (policy === 'never') {
      throw new TargetError(
        'MEDKIT_DOCKER_IMAGE_MISSING',
        `the engine has no image '${image}', and pulling was ruled out; build or load it first`,
      );
    }
  }
  await pull(engine, image);
  const pulled = await imageIdentity(engine, image);
  if (pulled === null) {
    throw new TargetError(
      'MEDKIT_DOCKER_IMAGE_MISSING',
      `'${image}' was pulled but the engine does not have it`,
    );
  }
  return pulled;
}

/** @internal What names the image, or null when the engine does not have it. */
export async function imageIdentity(engine: Engine, image: string): Promise<ImageIdentity | null> {
  return engine.ask(`looking for image '${image}'`, async () => {
    try {
      const found = await engine.docker.getImage(image).inspect();
      return { image_id: found.Id, image_digest: found.RepoDigests?.[0] ?? null };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  });
}

async function pull(engine: Engine, image: string): Promise<void> {
  // Without a tag the engine would fetch every tag there is.
  const name = /[@]|:[^/]*$/.test(image) ? image : `${image}:latest`;
  try {
    await engine.ask(
      `pulling '${image}'`,
      async () => finished(await engine.docker.pull(name)),
      IMAGE_TIMEOUT_S,
    );
  } catch (error) {
    throw imageFailure('MEDKIT_DOCKER_PULL', `image '${image}' is missing and could not be pulled`, error);
  }
}

/** @internal Builds an image and tags it; the error of a failed build shows its last lines. */
export async function buildImage(engine: Engine, tag: string, spec: BuildSpec): Promise<ImageIdentity> {
  const dockerfile = spec.dockerfile ?? 'Dockerfile';
  if (!existsSync(path.join(spec.context, dockerfile))) {
    throw new TargetError('MEDKIT_DOCKER_BUILD', `there is no ${dockerfile} in ${spec.context}`);
  }
  const options = {
    t: tag,
    dockerfile,
    forcerm: true,
    ...(spec.args === undefined ? {} : { buildargs: spec.args }),
    ...(spec.target === undefined ? {} : { target: spec.target }),
  };
  try {
    const work = async (): Promise<void> =>
      finished(await engine.docker.buildImage(contextOf(spec), options));
    await engine.ask(`building '${tag}'`, work, spec.timeoutS ?? IMAGE_TIMEOUT_S);
  } catch (error) {
    throw imageFailure(
      'MEDKIT_DOCKER_BUILD',
      `image '${tag}' could not be built from ${spec.context}`,
      error,
    );
  }
  const built = await imageIdentity(engine, tag);
  if (built === null) throw new TargetError('MEDKIT_DOCKER_BUILD', `'${tag}' was built but is not there`);
  return built;
}

function contextOf(spec: BuildSpec): NodeJS.ReadableStream {
  const file = path.join(spec.context, '.dockerignore');
  const rules = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const keep = dockerIgnore.default({ ignorecase: false }).add(rules);
  const dockerfile = path.normalize(spec.dockerfile ?? 'Dockerfile');
  // A folder that is left out may hold a file taken back in by a later `!` rule: then only files are left out.
  const hasExceptions = /^\s*!/m.test(rules);
  return pack(spec.context, {
    ignore: (name) => {
      const relative = path.relative(spec.context, name);
      if (relative === '' || relative === dockerfile || relative === '.dockerignore') return false;
      if (hasExceptions && lstatSync(name).isDirectory()) return false;
      return keep.ignores(relative);
    },
  });
}

/** Reads a progress stream to its end; rejects with the engine's word and the last lines when it failed. */
async function finished(stream: NodeJS.ReadableStream): Promise<void> {
  const lines: string[] = [];
  let pending = '';
  let failure: string | null = null;
  const take = (line: string): void => {
    if (line.trim() === '') return;
    const event = parseEvent(line);
    if (event.error !== undefined) failure = event.error;
    const text = event.stream ?? event.status;
    if (text !== undefined) lines.push(...text.split('\n').filter((part) => part.trim() !== ''));
    if (lines.length > KEPT_LINES) lines.splice(0, lines.length - KEPT_LINES);
  };
  for await (const chunk of stream) {
    const parts = (pending + chunk.toString()).split('\n');
    pending = parts.pop() ?? '';
    for (const line of parts) take(line.trim());
  }
  take(pending.trim());
  if (failure !== null) throw new ProgressFailure(failure, lines);
}

function parseEvent(line: string): { error?: string; stream?: string; status?: string } {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === 'object' && event !== null ? (event as { error?: string }) : {};
  } catch {
    return { stream: line };
  }
}

class ProgressFailure extends Error {
  readonly lines: readonly string[];

  constructor(message: string, lines: readonly string[]) {
    super(message);
    this.lines = lines;
  }
}

function imageFailure(
  code: 'MEDKIT_DOCKER_PULL' | 'MEDKIT_DOCKER_BUILD',
  what: string,
  error: unknown,
): TargetError {
  if (
    isTargetError(error) &&
    (error.code === 'MEDKIT_DOCKER_UNREACHABLE' || error.code === 'MEDKIT_TARGET_TIMEOUT')
  ) {
    return error;
  }
  const cause = isTargetError(error) ? error.cause : error;
  const lines = cause instanceof ProgressFailure ? cause.lines.slice(-SHOWN_LINES) : [];
  const shown = lines.map((line) => `\n  | ${line}`).join('');
  return new TargetError(
    code,
    `${what}: ${engineText(cause)}${shown === '' ? '' : `; its last lines:${shown}`}`,
    {
      cause,
    },
  );
}
