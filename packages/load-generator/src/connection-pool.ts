import { HttpConnection } from './http-connection.js';
import type { ConnectionSettings } from './http-connection.js';

/**
 * The clients' connections. Each of `keep` clients has one, taken in turn; a request that is due while
 * all are busy gets one more, closed after its answer, so that a slow answer delays no other request.
 */
export class ConnectionPool {
  readonly #settings: ConnectionSettings;
  readonly #keep: number;
  readonly #limit: number;
  readonly #idle: HttpConnection[] = [];
  #size = 0;
  #peakInUse = 0;
  #extra = 0;

  constructor(settings: ConnectionSettings, keep: number, limit: number) {
    this.#settings = settings;
    this.#keep = Math.min(keep, limit);
    this.#limit = limit;
    for (let i = 0; i < this.#keep; i += 1) this.#idle.push(this.#open());
  }

  /** A free connection, or null when the limit is reached. */
  take(): HttpConnection | null {
    let connection = this.#idle.shift();
    if (connection === undefined) {
      if (this.#size >= this.#limit) return null;
      if (this.#size >= this.#keep) this.#extra += 1;
      connection = this.#open();
    }
    this.#peakInUse = Math.max(this.#peakInUse, this.#size - this.#idle.length);
    return connection;
  }

  /** Takes a connection back, whether or not it is still usable. */
  give(connection: HttpConnection): void {
    if (!connection.dead && this.#size <= this.#keep) {
      this.#idle.push(connection);
      return;
    }
    if (!connection.dead) connection.close();
    this.#size -= 1;
  }

  /** Most connections in use at once. */
  get peakInUse(): number {
    return this.#peakInUse;
  }

  /** Connections opened because every client's own was busy. */
  get extraCount(): number {
    return this.#extra;
  }

  closeIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  #open(): HttpConnection {
    this.#size += 1;
    return new HttpConnection(this.#settings);
  }
}
