import type { ConnectionPool } from './connection-pool.js';
import type { HttpConnection, PreparedRequest } from './http-connection.js';
import type { LoadRecorder } from './load-recorder.js';
import { nowMs } from './monotonic-clock.js';
import type { ErrorKind, Outcome } from './outcome.js';

/** A request that is due: which path, when it was to be sent, whether it belongs to the window. */
export interface DueRequest {
  readonly pathIndex: number;
  /** null: latency runs from the moment of sending (closed loop). */
  readonly dueMs: number | null;
  readonly counted: boolean;
  readonly onDone?: () => void;
}

/** Puts due requests on connections, gives them up at their deadline, and hands each outcome to the recorder. */
export class RequestSender {
  readonly #pool: ConnectionPool;
  readonly #recorder: LoadRecorder;
  readonly #requests: readonly PreparedRequest[];
  readonly #timeoutMs: number;
  readonly #onSettled: (outcome: Outcome) => void;
  /** In order of sending, hence of deadline: a Set keeps its insertion order. */
  readonly #flights = new Set<HttpConnection>();
  readonly #waiting: DueRequest[] = [];
  #timer: NodeJS.Timeout | null = null;
  #queued = 0;
  #refusing: ErrorKind | null = null;

  constructor(
    pool: ConnectionPool,
    recorder: LoadRecorder,
    requests: readonly PreparedRequest[],
    timeoutMs: number,
    onSettled: (outcome: Outcome) => void,
  ) {
    this.#pool = pool;
    this.#recorder = recorder;
    this.#requests = requests;
    this.#timeoutMs = timeoutMs;
    this.#onSettled = onSettled;
  }

  /** Requests sent and not answered, and due ones waiting for a connection. */
  get outstanding(): number {
    return this.#flights.size + this.#waiting.length;
  }

  get queuedCount(): number {
    return this.#queued;
  }

  send(request: DueRequest): void {
    const connection = this.#pool.take();
    if (connection === null) {
      this.#queued += 1;
      this.#waiting.push(request);
      return;
    }
    this.#dispatch(connection, request);
  }

  /** Ends everything outstanding now; each counts as an error at the time it has taken. */
  abandonAll(kind: ErrorKind): void {
    this.#refusing = kind;
    for (const flight of [...this.#flights]) flight.abandon(kind);
    const now = nowMs();
    for (const request of this.#waiting.splice(0)) {
      this.#record(request, now, { status: null, error: kind, bodyBytes: 0, retried: false, doneMs: now });
    }
  }

  #dispatch(connection: HttpConnection, request: DueRequest): void {
    const sentMs = nowMs();
    connection.deadlineMs = sentMs + this.#timeoutMs;
    this.#flights.add(connection);
    this.#timer ??= setTimeout(this.#expire, this.#timeoutMs);
    connection.send(this.#requests[request.pathIndex]!, (outcome) => {
      this.#flights.delete(connection);
      this.#pool.give(connection);
      this.#record(request, sentMs, outcome);
      this.#sendWaiting();
    });
  }

  #record(request: DueRequest, sentMs: number, outcome: Outcome): void {
    const dueMs = request.dueMs ?? sentMs;
    // A turn that began before the request was sent cannot have brought its answer.
    const doneMs = Math.max(sentMs, outcome.doneMs);
    if (request.counted) this.#recorder.record(request.pathIndex, dueMs, sentMs, doneMs, outcome);
    this.#onSettled(outcome);
    request.onDone?.();
  }

  #sendWaiting(): void {
    if (this.#waiting.length === 0 || this.#refusing !== null) return;
    const connection = this.#pool.take();
    if (connection !== null) this.#dispatch(connection, this.#waiting.shift()!);
  }

  readonly #expire = (): void => {
    this.#timer = null;
    const now = nowMs();
    for (const flight of this.#flights) {
      // A timer may fire a fraction of a millisecond early by this clock.
      if (flight.deadlineMs > now + 0.5) {
        this.#timer = setTimeout(this.#expire, flight.deadlineMs - now);
        return;
      }
      flight.abandon('timeout');
    }
  };

  /** Stops the deadline timer; nothing may be outstanding. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
