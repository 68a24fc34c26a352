import { CapturePool } from './capture-pool.js';
import { FaultStore, type Fault, type FaultEventType } from './fault-store.js';
import { FaultStream } from './fault-stream.js';
import type { Params } from './params.js';
import { numberOf } from './params.js';
import { Recorder } from './recorder.js';

/** What the gateway needs to tell whose fault it is, and to bring memory to rest. */
export interface FaultManagerSeat {
  /** The app of a node's full name, or null. */
  appOf(source: string): string | null;
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

  constructor(params: Params, seat: FaultManagerSeat) {
    this.#seat = seat;
    this.up = params.get('reference.fault_manager') === 'up';
    this.store = new FaultStore(params, (type, fault) => this.#on(type, fault));
    this.captures = new CapturePool(params, () => seat.rest());
    this.recorder = new Recorder(params);
    this.stream = new FaultStream(numberOf(params, 'sse.max_clients'));
  }

  stop(): void {
    this.captures.stop();
    this.recorder.stop();
    this.stream.stop();
  }

  #on(type: FaultEventType, fault: Fault): void {
    const [only] = fault.reporting_sources;
    this.stream.emit(type, fault, only === undefined ? null : this.#seat.appOf(only));
    if (type !== 'fault_confirmed') return;
    this.captures.capture(fault.fault_code);
    this.recorder.record(fault.fault_code);
  }
}
