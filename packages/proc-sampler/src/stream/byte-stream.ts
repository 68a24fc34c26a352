/** The part of a readable stream that is used; Node's `Readable` has it. */
export interface ByteSource {
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The part of a writable stream that is used; Node's `Writable` has it. */
export interface ByteSink {
  write(text: string): unknown;
  end(): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * A running program somewhere else. With `stdin` every sample is asked for when it is due and costs no process there;
 * without it the far end keeps the schedule itself and starts one `sleep` per sample.
 */
export interface ByteStream {
  readonly stdout: ByteSource;
  readonly stderr?: ByteSource | null | undefined;
  readonly stdin?: ByteSink | null | undefined;
  /** Settles when the program has ended, or rejects when the way to it broke. */
  readonly done?: Promise<{ code: number | null }> | undefined;
  kill(): unknown;
}

/** Starts a program at the far end: `argv[0]` is the program, nothing is interpreted on the way. */
export type OpenStream = (argv: string[]) => ByteStream | Promise<ByteStream>;
