import bytes from 'undici/lib/llhttp/llhttp-wasm.js';

/** What llhttp finds in a response; called while {@link Llhttp.execute} runs. */
export interface ResponseEvents {
  onMessageBegin(): void;
  /** Name and value come in pieces where a read cuts them; `at` and `length` count within {@link Llhttp.text}. */
  onHeaderField(at: number, length: number): void;
  onHeaderValue(at: number, length: number): void;
  onHeadersComplete(status: number, keepAlive: boolean): void;
  onBody(length: number): void;
  onMessageComplete(): void;
}

/** The part of WebAssembly that is used here; types for Node 20 have none. */
interface WasmHost {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  llhttp_alloc(type: number): number;
  llhttp_free(parser: number): void;
  llhttp_execute(parser: number, at: number, length: number): number;
  llhttp_finish(parser: number): number;
}

const RESPONSE = 2;
const OK = 0;
/** Most bytes handed over at once; what sockets read into is as long. */
export const READ_BYTES: number = 64 * 1024;

/** One instance serves every connection, for reading is never interrupted: a read is parsed to its end before the next. */
export class Llhttp {
  readonly #exports: Exports;
  readonly #at: number;
  #input: Uint8Array;
  #events: ResponseEvents | null = null;

  constructor() {
    const tell = (what: (events: ResponseEvents) => void): number => {
      if (this.#events !== null) what(this.#events);
      return OK;
    };
    const env = {
      wasm_on_url: () => OK,
      wasm_on_status: () => OK,
      wasm_on_message_begin: () => tell((events) => events.onMessageBegin()),
      wasm_on_header_field: (_parser: number, at: number, length: number) =>
        tell((events) => events.onHeaderField(at, length)),
      wasm_on_header_value: (_parser: number, at: number, length: number) =>
        tell((events) => events.onHeaderValue(at, length)),
      wasm_on_headers_complete: (_parser: number, status: number, _upgrade: number, keepAlive: number) =>
        tell((events) => events.onHeadersComplete(status, keepAlive === 1)),
      wasm_on_body: (_parser: number, _at: number, length: number) => tell((events) => events.onBody(length)),
      wasm_on_message_complete: () => tell((events) => events.onMessageComplete()),
    };
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: WasmHost }).WebAssembly;
    this.#exports = new Instance(new Module(bytes), { env }).exports as Exports;
    this.#exports._initialize();
    this.#at = this.#exports.malloc(READ_BYTES);
    this.#input = this.#view();
  }

  /** A parser's state; {@link free} it. */
  open(): number {
    return this.#exports.llhttp_alloc(RESPONSE);
  }

  free(parser: number): void {
    this.#exports.llhttp_free(parser);
  }

  /** Parses the first `length` bytes; false when they are not HTTP, or go on in another protocol. */
  execute(parser: number, chunk: Uint8Array, length: number, events: ResponseEvents): boolean {
    // Memory that grew lies elsewhere.
    if (this.#input.length === 0) this.#input = this.#view();
    this.#input.set(length === chunk.length ? chunk : chunk.subarray(0, length));
    this.#events = events;
    try {
      return this.#exports.llhttp_execute(parser, this.#at, length) === OK;
    } finally {
      this.#events = null;
    }
  }

  /** Nothing more comes; false in the middle of a message. */
  finish(parser: number, events: ResponseEvents): boolean {
    this.#events = events;
    try {
      return this.#exports.llhttp_finish(parser) === OK;
    } finally {
      this.#events = null;
    }
  }

  /** A piece of what is being parsed. */
  text(at: number, length: number): string {
    return Buffer.from(this.#exports.memory.buffer, at, length).toString('latin1');
  }

  /** The byte there. */
  byte(at: number): number {
    return this.#input[at - this.#at] ?? -1;
  }

  #view(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, this.#at, READ_BYTES);
  }
}
