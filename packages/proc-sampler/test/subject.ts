import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process that allocates, burns CPU and renames itself on command; see subject.c. */
export interface Subject {
  pid: number;
  child: ChildProcess;
  /** Sends a command and returns the number it answers. */
  tell(command: string | Buffer): Promise<number>;
  end(): Promise<void>;
}

/** A folder for one test file with the subject compiled into it. */
export function subjectFolder(): { folder: string; program: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'proc-sampler-'));
  const program = join(folder, 'subject');
  const source = join(import.meta.dirname, 'subject.c');
  execFileSync('gcc', ['-O1', '-pthread', '-static', '-o', program, source]);
  // Written out now: until the kernel does, the program's own pages count as dirty, and turn clean in mid-test.
  const fd = openSync(program, 'r');
  fsyncSync(fd);
  closeSync(fd);
  return { folder, program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the subject and waits until it answers. */
export async function startSubject(program: string): Promise<Subject> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<number> => Number((await lines.next()).value?.split(' ')[1]);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: await answer(),
    child,
    async tell(command) {
      child.stdin.write(Buffer.concat([Buffer.from(command), Buffer.from('\n')]));
      return answer();
    },
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Resolves after `ms`. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
