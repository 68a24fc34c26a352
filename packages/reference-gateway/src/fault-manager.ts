import { CapturePool } from './capture-pool.js';
import type { App } from './entities.js';
import { FaultStore, type Fault, type FaultEventType } from './fault-store.js';
import { FaultStream } from './fault-stream.js';
import type { Params } from './params.js';
import { numberOf } from './params.js';
import { Recorder } from './recorder.js';
import { Snapshots } from './snapshots.js';

/** What the gateway needs to tell whose fault it is, and to bring memory to rest. */
export interface FaultManagerSeat {
  /** The app of a node's full name, or null. */
  appOf(source: string): App | null;
  /** Called when a capture is over. */
  rest(): void;
}

/** Faults with all that a confirmed one sets off: an event, a snapshot, a recording. */
export class FaultManager {
  readonly store: FaultStore;
  readonly captures: CapturePool;
  readonly recorder: Recorder;
  readonly stream: FaultStream;
  readonly up: boolean;
  readonly #seat: FaultManagerSeat;
  readonly #snapshots: Snapshots;

  constructor(params: Params, seat: FaultManagerSeat) {
    this.#seat = seat;
    this.up = params.get('reference.fault_manager') === 'up';
    this.store = new FaultStore(params, (type, fault) => this.#on(type, fault));
    this.#snapshots = new Snapshots((source) =>
      params.get('snapshots.entity_default') === true ? (seat.appOf(source)?.node ?? null) : null,
    );
    this.captures = new CapturePool(params, (code) => {
      this.#snapshots.captured(code);
      seat.rest();
    });
    this.recorder = new Recorder(params);
    this.stream = new FaultStream(numberOf(params, 'sse.max_clients'));
  }

  /** What was captured of a fault. */
  snapshots(code: string): Record<string, unknown>[] {
    const fault = this.store.get(code);
    return fault ? this.#snapshots.of(fault) : [];
  }

  stop(): void {
    this.captures.stop();
    this.recorder.stop();
    this.stream.stop();
  }

  #on(type: FaultEventType, fault: Fault): void {
    const [only] = fault.reporting_sources;
    this.stream.emit(type, fault, only === undefined ? null : (this.#seat.appOf(only)?.id ?? null));
    if (type !== 'fault_confirmed') return;
    this.captures.capture(fault.fault_code);
    this.recorder.record(fault.fault_code);
  }
}
