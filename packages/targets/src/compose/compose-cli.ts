import { isTargetError, TargetError } from '../errors.js';
import { runChild } from '../process/run-child.js';
import type { ExecResult } from '../target.js';

/** Seconds a question to compose may take. */
const ASK_TIMEOUT_S = 60;

/** Lines of a failed command that the error shows. */
const SHOWN_LINES = 20;

/** Compose as a command: its program with the options that name the project. */
export interface ComposeCli {
  /** `docker compose` (2 or later) or `docker-compose` (1). */
  readonly program: readonly string[];
  readonly version: string;
}

/**
 * Finds compose: the docker command's plug-in, else the older command of its own.
 * @throws TargetError `MEDKIT_COMPOSE_MISSING` when there is neither.
 */
export async function findComposeCli(env?: Record<string, string>): Promise<ComposeCli> {
  for (const program of [['docker', 'compose'], ['docker-compose']]) {
    const result = await tryRun([...program, 'version', '--short'], env);
    if (result?.code === 0) return { program, version: result.stdout.trim() };
  }
  throw new TargetError(
    'MEDKIT_COMPOSE_MISSING',
    "neither 'docker compose' nor 'docker-compose' can be run; install the compose plug-in of docker",
  );
}

async function tryRun(argv: readonly string[], env?: Record<string, string>): Promise<ExecResult | null> {
  try {
    return await runChild(argv, { timeoutS: ASK_TIMEOUT_S, ...(env === undefined ? {} : { env }) });
  } catch (error) {
    if (isTargetError(error) && error.code === 'MEDKIT_TARGET_NO_PROGRAM') return null;
    throw error;
  }
}

/** One project of one set of files: never the user's own, which has another name. */
export class ComposeProject {
  readonly name: string;
  readonly #argv: readonly string[];
  readonly #env: Record<string, string>;

  constructor(cli: ComposeCli, name: string, files: readonly string[], env: Record<string, string>) {
    this.name = name;
    this.#argv = [...cli.program, '--project-name', name, ...files.flatMap((file) => ['--file', file])];
    this.#env = env;
  }

  /** @throws TargetError `MEDKIT_COMPOSE_FAILED` with the last lines compose printed. */
  async run(args: readonly string[], timeoutS: number = ASK_TIMEOUT_S): Promise<string> {
    const result = await runChild([...this.#argv, ...args], { timeoutS, env: this.#env });
    if (result.code === 0) return result.stdout;
    const how = result.timedOut ? `did not finish within ${timeoutS} s` : `failed (exit code ${result.code})`;
    const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
    const shown = lines.slice(-SHOWN_LINES).map((line) => `\n  | ${line.trimEnd()}`);
    throw new TargetError(
      'MEDKIT_COMPOSE_FAILED',
      `compose ${args[0]} ${how}; its last lines:${shown.join('')}`,
    );
  }
}
