import type { Answer } from './answers.js';
import type { App, Entity } from './entities.js';
import { TYPES } from './entities.js';
import type { Gateway } from './gateway.js';
import type { GraphNode } from './graph-node.js';
import { topicsOf } from './graph-node.js';
import { typeInfo } from './message-types.js';
import { GATEWAY_NODE } from './own-nodes.js';

interface Topic {
  name: string;
  type: string;
  direction: string;
  members: string[];
}

/** Every topic of an entity with its schema; nothing is sampled for it. */
export function listData(gateway: Gateway, entity: Entity): Answer {
  const isOne = entity.collection === 'apps';
  const items = topicsOfApps(gateway, entity.apps).map(({ name, type, direction, members }) => ({
    category: 'currentData',
    id: name,
    name,
    'x-medkit': {
      ...(isOne ? {} : { member_ids: members }),
      ros2: { direction, topic: name, type },
      ...known(type),
    },
  }));
  const aggregation = {
    aggregated: true,
    aggregation_level: TYPES[entity.collection],
    aggregation_sources: [entity.id, ...entity.apps.map((app) => app.id)],
  };
  return {
    status: 200,
    body: {
      items,
      'x-medkit': {
        ...(isOne ? {} : aggregation),
        entity_id: entity.id,
        total_count: items.length,
      },
    },
  };
}

function topicsOfApps(gateway: Gateway, apps: readonly App[]): Topic[] {
  const topics = new Map<string, Topic>();
  for (const { id, node } of apps) {
    const held = node === GATEWAY_NODE ? { ...node, topics: [...node.topics, ...readTopics(gateway)] } : node;
    for (const { name, type, direction } of topicsOf(held)) {
      const topic = topics.get(name);
      if (!topic) topics.set(name, { name, type, direction, members: [id] });
      else {
        topic.members.push(id);
        if (topic.direction !== direction) topic.direction = 'both';
      }
    }
  }
  return [...topics.values()];
}

// What the gateway has read, it listens to since.
function readTopics(gateway: Gateway): GraphNode['topics'] {
  const wanted = gateway.data.topics;
  if (wanted.size === 0) return [];
  const own = new Set(GATEWAY_NODE.topics.map((topic) => topic.name));
  const found = new Map<string, GraphNode['topics'][number]>();
  for (const node of gateway.appNodes())
    for (const topic of node.topics)
      if (wanted.has(topic.name) && !own.has(topic.name))
        found.set(topic.name, { ...topic, direction: 'subscribe' });
  return [...found.values()];
}

/** A topic as it was read, and how long the reader waited for a message. */
export interface DataRead {
  answer: Answer;
  waitS: number;
}

/** Published once, when a node starts: whoever listens later hears nothing. */
const SILENT = ['/parameter_events', '/fault_manager/events'];

/** Reads one topic: its newest message, or after a while only what is known of it. */
export function readData(gateway: Gateway, entity: Entity, asked: string): DataRead {
  const bare = /^[A-Za-z0-9_-]+:(.+)$/.exec(asked)?.[1] ?? asked;
  const id = bare.startsWith('/') ? bare : `/${bare}`;
  const peers = { publishers: 0, subscribers: 0 };
  let type: string | null = null;
  for (const node of gateway.appNodes()) {
    for (const topic of topicsOf(node)) {
      if (topic.name !== id) continue;
      type ??= topic.type;
      if (topic.direction !== 'subscribe') peers.publishers += 1;
      if (topic.direction !== 'publish') peers.subscribers += 1;
    }
  }
  // A new subscription shows in the graph only after this answer.
  if (type !== null && gateway.data.read(id)) peers.subscribers += 1;
  const info = type === null ? null : typeInfo(type);
  const speaks = info !== null && peers.publishers > 0 && !SILENT.includes(id);
  const body = {
    data: speaks ? info.default_value : {},
    id,
    'x-medkit': {
      entity_id: entity.id,
      publisher_count: peers.publishers,
      ros2: { topic: id, ...(type === null ? {} : { type }) },
      status: speaks ? 'data' : 'metadata_only',
      subscriber_count: peers.subscribers,
      timestamp: Date.now() * 1e6,
      ...(info ? { type_info: info } : {}),
    },
  };
  const waitS = speaks ? 0 : Number(gateway.params.get('topic_sample_timeout_sec'));
  return { answer: { status: 200, body }, waitS };
}

function known(type: string): Record<string, unknown> {
  const info = typeInfo(type);
  return info ? { type_info: info } : {};
}
