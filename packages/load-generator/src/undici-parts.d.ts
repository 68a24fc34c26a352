// Parts of undici by their own paths: the package's entry loads all of it, which takes four times as long. The version is pinned.
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';

  export = Client;
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';
  /** `client.request(options)`, which the package's entry gives every client. */
  function request(this: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;

  export = request;
}

declare module 'undici/lib/llhttp/llhttp-wasm.js' {
  /** llhttp, the parser of Node, compiled to WebAssembly. */
  const bytes: Buffer;

  export = bytes;
}
