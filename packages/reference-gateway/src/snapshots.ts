import type { Fault } from './fault-store.js';
import type { GraphNode } from './graph-node.js';
import { typeInfo } from './message-types.js';

/** Topics of one reporter that are captured at most. */
const MOST_TOPICS = 16;

/** Values of a reporter's topics at the time of its fault, as the fault's detail shows them. */
export class Snapshots {
  readonly #nodeOf: (source: string) => GraphNode | null;
  readonly #capturedAt = new Map<string, string>();

  /** @param nodeOf the node of a full name, or null */
  constructor(nodeOf: (source: string) => GraphNode | null) {
    this.#nodeOf = nodeOf;
  }

  /** Keeps that the fault was captured now. */
  captured(code: string): void {
    this.#capturedAt.set(code, new Date().toISOString());
  }

  of(fault: Fault): Record<string, unknown>[] {
    const captured_at = this.#capturedAt.get(fault.fault_code);
    if (captured_at === undefined) return [];
    const topics = fault.reporting_sources.flatMap((source) => this.#nodeOf(source)?.topics ?? []);
    return (
      topics
        .filter((topic) => topic.direction === 'publish')
        .slice(0, MOST_TOPICS)
        // The newest first.
        .toReversed()
        .flatMap(({ name, type }) => {
          const info = typeInfo(type);
          if (!info) return [];
          const full_data = info.default_value as Record<string, unknown>;
          return {
            data: Object.values(full_data)[0] ?? null,
            name: name.split('/').at(-1),
            type: 'freeze_frame',
            'x-medkit': { captured_at, full_data, message_type: type, topic: name },
          };
        })
    );
  }
}
