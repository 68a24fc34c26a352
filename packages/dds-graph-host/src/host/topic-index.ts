import type { Engine } from '../core/engine.js';
import type { LocalParticipant } from '../core/local-participant.js';
import type { HostNode } from '../core/participant.js';
import type { ReaderIndex } from '../core/user-traffic.js';
import type { GraphModel } from './graph-model.js';

export interface EndpointPlace {
  readonly node: HostNode;
  /** Place among the node's readers, or writers. */
  readonly number: number;
}

const PARAMETER_EVENTS = 'rt/parameter_events';

/**
 * From topics to endpoints. Nothing is stored for what the client library gives every node (its services carry the
 * node's name, parameter_events is everybody's); the plan's own topics are indexed when somebody first asks.
 */
export class TopicIndex implements ReaderIndex {
  private builtFor = -1;
  private readonly readers = new Map<string, EndpointPlace[]>();
  private readonly writers = new Map<string, EndpointPlace[]>();

  constructor(
    private readonly engine: Engine,
    private readonly model: GraphModel,
  ) {}

  readersOf(topic: string, participant: LocalParticipant | null): EndpointPlace[] {
    const all =
      topic === PARAMETER_EVENTS
        ? this.everybody()
        : (this.libraryService(topic) ?? this.plannedReaders(topic));
    return participant === null ? all : all.filter((place) => place.node.participant === participant);
  }

  writersOf(topic: string): readonly EndpointPlace[] {
    this.build();
    return this.writers.get(topic) ?? [];
  }

  private everybody(): EndpointPlace[] {
    if (this.engine.options.shape === 'lite') return [];
    return [...this.model.nodes.values()].map((node) => ({ node, number: 0 }));
  }

  /** `rq/ns/node/get_parametersRequest` names its node. */
  private libraryService(topic: string): EndpointPlace[] | null {
    if (this.engine.options.shape === 'lite' || !topic.startsWith('rq/')) return null;
    const node = this.model.nodes.get(topic.slice(2, topic.lastIndexOf('/')));
    if (node === undefined) return null;
    const number = node.participant.endpoints(node).readers.findIndex((reader) => reader.topic === topic);
    return number < 0 ? null : [{ node, number }];
  }

  private plannedReaders(topic: string): EndpointPlace[] {
    this.build();
    return this.readers.get(topic) ?? [];
  }

  private build(): void {
    if (this.builtFor === this.model.version) return;
    this.builtFor = this.model.version;
    this.readers.clear();
    this.writers.clear();
    for (const node of this.model.nodes.values()) {
      const { writers, readers } = node.participant.endpoints(node);
      readers.forEach(({ topic, qos }, number) => put(this.readers, topic, qos, { node, number }));
      writers.forEach(({ topic, qos }, number) => put(this.writers, topic, qos, { node, number }));
    }
  }
}

function put(into: Map<string, EndpointPlace[]>, topic: string, qos: string, place: EndpointPlace): void {
  if (qos !== 'topic' && qos !== 'service') return;
  const places = into.get(topic);
  if (places === undefined) into.set(topic, [place]);
  else places.push(place);
}
