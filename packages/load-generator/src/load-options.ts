import type { WeightedPath } from './path-mix.js';

/** How connections are used; `both` runs one after the other and reports them apart. */
export type ConnectionMode = 'keep-alive' | 'new' | 'both';

/** `open`: sent when due, whatever is outstanding. `closed`: a worker waits for its answer first. */
export type LoopMode = 'open' | 'closed';

/** The two load levels of the lanes. */
export type LoadLevel = 'light' | 'heavy';

/** What to send; durations in seconds, sizes in bytes, rates in requests per second in all. */
export interface LoadOptions {
  /** Where paths are appended, e.g. `http://127.0.0.1:8080/api/v1`. */
  readonly baseUrl: string;
  /** Preset for rate, workers, paths, streams and discovery; explicit options win. */
  readonly level?: LoadLevel;
  /** Requests per second in all. With `loop: 'closed'`, 0 means as fast as answers come. */
  readonly rate?: number;
  /** Clients the rate is spread over: connections held open in keep-alive mode. */
  readonly workers?: number;
  readonly durationS: number;
  /** Seconds of load sent before counting begins; default 0. */
  readonly warmupS?: number;
  readonly paths?: readonly (string | WeightedPath)[];
  /** How many `<entity>/data` endpoints to look up (list apps, take their data) and add to the paths. */
  readonly dataEndpoints?: number;
  /** Default `keep-alive`. */
  readonly connections?: ConnectionMode;
  /** Default `open`. */
  readonly loop?: LoopMode;
  /** A request is given up this long after it was sent; default 10. */
  readonly timeoutS?: number;
  /** Open-loop requests in flight at most; a due request over it waits, and the wait is counted. Default 1024. */
  readonly maxInFlight?: number;
  /** A longer body is cut off and counted as an error; default 16 MiB. */
  readonly maxBodyBytes?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `Authorization: Bearer ...`; never part of a result or of a message. */
  readonly authToken?: string;
  readonly tls?: TlsOptions;
  /** Event streams held open beside the requests. */
  readonly sse?: number;
  /** Default `/faults/stream`. */
  readonly ssePath?: string;
  /** Ends the load early, as `stop()` does. */
  readonly signal?: AbortSignal;
}

/** How the target's certificate is judged. */
export interface TlsOptions {
  /** PEM of the authority to trust instead of the system's. */
  readonly ca?: string;
  /** Name the certificate must carry; default the host of the base URL. */
  readonly servername?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
}

/** {@link LoadOptions} with every default filled in and every value checked. */
export interface LoadPlan {
  readonly base: URL;
  readonly level: LoadLevel | null;
  readonly rate: number;
  readonly workers: number;
  readonly durationS: number;
  readonly warmupS: number;
  readonly paths: readonly WeightedPath[];
  /** Paths come from a preset and so may be looked for under `/api/v1`. */
  readonly presetPaths: boolean;
  readonly dataEndpoints: number;
  readonly connections: ConnectionMode;
  readonly loop: LoopMode;
  readonly timeoutS: number;
  readonly maxInFlight: number;
  readonly maxBodyBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  readonly sse: number;
  readonly ssePath: string;
}
