import type { Locator } from '../wire/locator.js';
import type { PrefixKey } from '../wire/guid.js';
import type { LocalWriter } from './local-writer.js';
import type { ReaderProxy } from './reader-proxy.js';
import type { RemoteEndpoint } from './sedp-reader.js';
import { WriterProxy } from './writer-proxy.js';

/** A sample too large for a datagram, on its way piece by piece. */
export interface FragmentJob {
  readonly proxy: WriterProxy;
  readonly sequence: number;
  readonly payload: Buffer;
  /** Fragment numbers (from 1) still to send. */
  readonly pending: number[];
}

/** One remote participant. */
export class Peer {
  readonly proxies: Map<LocalWriter, WriterProxy> = new Map();
  /** Proxies with something to send, first come first served. */
  readonly queue: WriterProxy[] = [];
  readonly fragments: FragmentJob[] = [];
  /** Endpoints of the peer that matter here, by entity id. */
  readonly readers: Map<number, RemoteEndpoint> = new Map();
  readonly readersByTopic: Map<string, RemoteEndpoint[]> = new Map();
  readonly writers: Map<number, RemoteEndpoint> = new Map();
  /** Writers of the peer that are read here. */
  readonly sources: ReaderProxy[] = [];
  inflightSamples = 0;
  inflightBytes = 0;
  resends = 0;
  unansweredHeartbeats = 0;
  lastHeardAt: number;
  /** When everything announced so far was acknowledged; `null` while something is open. */
  settledAt: number | null = null;
  discoveryReader: RemoteEndpoint | null = null;

  constructor(
    readonly prefix: PrefixKey,
    readonly vendor: number,
    readonly firstHeardAt: number,
    public builtinEndpoints: number,
    public leaseMs: number,
    public meta: Locator,
    public user: Locator,
  ) {
    this.lastHeardAt = firstHeardAt;
  }

  /** Whether it takes in discovery of publications and subscriptions (bits 3 and 5 of its endpoint set). */
  get detects(): boolean {
    return (this.builtinEndpoints & 0x28) === 0x28;
  }

  get announces(): boolean {
    return (this.builtinEndpoints & 0x14) === 0x14;
  }

  proxy(writer: LocalWriter): WriterProxy {
    let proxy = this.proxies.get(writer);
    if (proxy === undefined) this.proxies.set(writer, (proxy = new WriterProxy(writer)));
    return proxy;
  }

  addReader(endpoint: RemoteEndpoint): void {
    this.removeReader(endpoint.entityId);
    this.readers.set(endpoint.entityId, endpoint);
    const same = this.readersByTopic.get(endpoint.topic);
    if (same === undefined) this.readersByTopic.set(endpoint.topic, [endpoint]);
    else same.push(endpoint);
  }

  removeReader(entityId: number): void {
    const known = this.readers.get(entityId);
    if (known === undefined) return;
    this.readers.delete(entityId);
    const rest = (this.readersByTopic.get(known.topic) ?? []).filter((endpoint) => endpoint !== known);
    if (rest.length > 0) this.readersByTopic.set(known.topic, rest);
    else this.readersByTopic.delete(known.topic);
    if (this.discoveryReader === known) this.discoveryReader = null;
  }

  /** Forgets a writer of ours that no longer exists. */
  dropProxy(writer: LocalWriter): void {
    const proxy = this.proxies.get(writer);
    if (proxy === undefined) return;
    this.proxies.delete(writer);
    this.inflightSamples -= proxy.inflightCount;
    this.inflightBytes -= proxy.inflightBytes;
    const at = this.queue.indexOf(proxy);
    if (at >= 0) this.queue.splice(at, 1);
  }

  enqueue(proxy: WriterProxy): void {
    if (proxy.queued || !proxy.hasWork) return;
    proxy.queued = true;
    this.queue.push(proxy);
  }
}
