import { closeSync, openSync, readSync } from 'node:fs';

/** One buffer for all reads: they are synchronous, so nobody else holds it. Large enough for any file but `smaps`. */
const shared = Buffer.allocUnsafe(256 * 1024);

/**
 * A `/proc` file that stays open and is read again from offset 0: the kernel makes the text anew for every such read,
 * and neither the path nor the pid is looked up again. A descriptor is bound to its process, so a pid that comes back
 * for another process can never be read through it.
 */
export class KeptFile {
  readonly path: string;
  #fd: number | null = null;

  constructor(path: string) {
    this.path = path;
  }

  get isOpen(): boolean {
    return this.#fd !== null;
  }

  /** The text in latin1 (one byte, one character). Throws the system's error; call again to open afresh. */
  read(): string {
    this.#fd ??= openSync(this.path, 'r');
    const length = readSync(this.#fd, shared, 0, shared.length, 0);
    return shared.toString('latin1', 0, length);
  }

  /** As {@link read}, but goes on to the end: `smaps` comes in pieces. */
  readToEnd(): string {
    this.#fd ??= openSync(this.path, 'r');
    let text = '';
    for (let offset = 0; ;) {
      const length = readSync(this.#fd, shared, 0, shared.length, offset);
      if (length === 0) return text;
      text += shared.toString('latin1', 0, length);
      offset += length;
    }
  }

  close(): void {
    if (this.#fd === null) return;
    const fd = this.#fd;
    this.#fd = null;
    closeSync(fd);
  }
}

/** The file's text, or `null` for good once it could not be opened or read. */
export class OptionalFile {
  readonly #file: KeptFile;
  #missing = false;

  constructor(path: string) {
    this.#file = new KeptFile(path);
  }

  read(): string | null {
    if (this.#missing) return null;
    try {
      return this.#file.read();
    } catch {
      this.#missing = true;
      this.#file.close();
      return null;
    }
  }

  close(): void {
    this.#file.close();
  }
}

/** `ENOENT`, `ESRCH`, `EACCES`, ... of a system error; an empty string for anything else. */
export function errnoOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The system's words for "that process is not there (any more)". */
export function meansGone(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ESRCH';
}

/** The system's words for "not for you". */
export function meansDenied(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'EACCES' || code === 'EPERM';
}
