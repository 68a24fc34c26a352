import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeHeaptrackFifos } from '../src/index.ts';

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** A folder with the test programs built; `remove` ends what was started from it and deletes it. */
export class Workbench {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'medkit-leak-'));
  private readonly started: ChildProcess[] = [];

  path(name: string): string {
    return join(this.folder, name);
  }

  build(source: string, options: readonly string[] = ['-g', '-O1']): string {
    const out = this.path(`${source.replace(/\.\w+$/, '')}${options.join('')}`);
    const compiler = source.endsWith('.cpp') ? 'g++' : 'gcc';
    const built = spawnSync(compiler, [...options, '-pthread', join(programs, source), '-o', out], {
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error(built.stderr);
    return out;
  }

  /** Starts a command; resolves once it prints READY (or has ended). */
  async start(argv: readonly string[]): Promise<ChildProcess & { pid: number }> {
    const [program, ...args] = argv as [string, ...string[]];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: this.folder });
    this.started.push(child);
    child.stderr?.resume();
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve());
      child.stdout?.on('data', (text) => String(text).includes('READY') && resolve());
    });
    return child as ChildProcess & { pid: number };
  }

  /** Runs a command to its end and returns what it printed to both streams. */
  async run(argv: readonly string[]): Promise<string> {
    const [program, ...args] = argv as [string, ...string[]];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: this.folder });
    this.started.push(child);
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.stderr.on('data', (part) => (text += part));
    await once(child, 'close');
    return text;
  }

  async remove(): Promise<void> {
    for (const child of this.started) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close').catch(() => undefined);
    }
    removeHeaptrackFifos(this.started.flatMap(({ pid }) => (pid === undefined ? [] : [pid])));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
