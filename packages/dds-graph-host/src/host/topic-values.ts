import type { Engine } from '../core/engine.js';
import type { TimerHandle } from '../core/runtime.js';
import type { UserTraffic } from '../core/user-traffic.js';
import { encodeValue } from '../ros/plausible-value.js';
import type { TopicIndex } from './topic-index.js';

/** Publishes plausible values at a fixed rate on those topics that somebody reads; its clock stands still when nobody does. */
export class TopicValues {
  sent = 0;
  private timer: TimerHandle | null = null;
  private ticks = 0;

  constructor(
    private readonly engine: Engine,
    private readonly traffic: UserTraffic,
    private readonly index: TopicIndex,
    private readonly rateHz: number,
  ) {
    if (rateHz > 0)
      engine.directory.onReader = (_peer, reader) => void (reader.topic.startsWith('rt/') && this.arm());
  }

  private arm(): void {
    this.timer ??= this.engine.runtime.setTimer(1000 / this.rateHz, () => {
      this.timer = null;
      if (this.tick()) this.arm();
    });
  }

  private topicsRead(): Set<string> {
    const topics = new Set<string>();
    for (const peer of this.engine.directory.peers.values()) {
      for (const topic of peer.readersByTopic.keys()) if (topic.startsWith('rt/')) topics.add(topic);
    }
    return topics;
  }

  /** Returns whether anybody still reads one of the nodes' topics. */
  private tick(): boolean {
    const unixMs = this.engine.runtime.unixMs();
    this.ticks += 1;
    let read = false;
    for (const topic of this.topicsRead()) {
      for (const { node, number } of this.index.writersOf(topic)) {
        const type = node.participant.endpoints(node).writers[number]?.rosType ?? '';
        const payload = encodeValue(type, {
          source: node.plan.name,
          phase: node.firstKey + number,
          tick: this.ticks,
          unixMs,
        });
        read = true;
        if (payload !== null) this.sent += this.traffic.publish(node, number, payload);
      }
    }
    this.traffic.flush();
    return read;
  }

  stop(): void {
    if (this.timer !== null) this.engine.runtime.clearTimer(this.timer);
    this.timer = null;
  }
}
