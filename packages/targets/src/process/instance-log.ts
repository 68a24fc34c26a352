import { LogFile } from './log-file.js';
import { LogRing } from './log-ring.js';

/** What an instance printed: its end in memory and, where a path is given, a bounded copy on disk. */
export class InstanceLog {
  readonly #ring: LogRing = new LogRing();
  readonly #file: LogFile | null;

  /** @throws TargetError `MEDKIT_TARGET_FILE` when the file cannot be made. */
  constructor(path?: string) {
    this.#file = path === undefined ? null : new LogFile(path, this.#ring);
  }

  push(chunk: Uint8Array): void {
    this.#ring.push(chunk);
    this.#file?.push(chunk);
  }

  lines(count: number): string[] {
    return this.#ring.lines(count);
  }

  /** Completes the copy on disk; safe to call twice. */
  close(): void {
    this.#file?.close();
  }
}
