import type { GraphHostReading } from './graph-host-reading.js';
import type { GraphHostCost } from './live-graph.js';

/** A host that nobody asks anything may use this much of a core; it needs none once its graph is known. */
export const RESTING_LIMIT_CORES = 0.02;
/** And this much while the graph is churned, or while the target reads topics and calls services. */
export const WORKING_LIMIT_CORES = 0.2;

/** A graph host in one cell, as the record has it; null is unknown. */
export interface GraphHostRecord {
  /** What brought the graph to life: the profile's `graph.kind`. */
  kind: string;
  /** Its process on this host; null where the target holds the graph itself. */
  pid: number | null;
  cpu_cores: number | null;
  rss_kib: number | null;
  nodes_asked: number | null;
  /** By the reader that has the fewest. */
  nodes_acknowledged: number | null;
  peers: GraphHostReading['peers'] | null;
  /** From first contact, by the slowest reader. */
  acknowledged_after_s: number | null;
  /** During the window. */
  resends: number | null;
  unanswered_heartbeats: number | null;
  requests_answered: number | null;
  values_sent: number | null;
}

/** Why the graph cannot be called known to its readers, with the numbers; null when it can. */
export function acknowledgementProblem(reading: GraphHostReading): string | null {
  if (reading.fully_acknowledged) return null;
  const { nodes_asked: asked, nodes_announced: announced, peers } = reading;
  const graph = `${asked} nodes asked, ${announced} announced`;
  if (peers.length === 0) return `${graph}, and no DDS participant that takes discovery in was met`;
  const open = peers.filter((peer) => !peer.acknowledged);
  if (open.length === 0 && announced === asked) {
    return `${graph}, but somebody else speaks with the graph host's own guid prefix`;
  }
  const by = open.map((peer) => `${peer.nodes_acknowledged} by ${peer.vendor} at ${peer.address}`);
  return [graph, ...(by.length > 0 ? [`acknowledged: ${by.join(', ')}`] : [])].join('; ');
}

/** CPU-cores the host used between two readings. */
export function coresBetween(before: GraphHostReading, after: GraphHostReading): number {
  return (after.cpu_s - before.cpu_s) / Math.max(1e-3, after.uptime_s - before.uptime_s);
}

/** What a host that counts nothing else used between two moments; unknown stays null. */
export function costBetween(
  before: GraphHostCost | null,
  after: GraphHostCost | null,
): Pick<GraphHostRecord, 'cpu_cores' | 'rss_kib'> {
  const spent = minus(after?.cpu_s, before?.cpu_s);
  const passed = minus(after?.uptime_s, before?.uptime_s);
  return {
    cpu_cores: spent === null || passed === null || passed <= 0 ? null : spent / passed,
    rss_kib: after?.rss_kib ?? null,
  };
}

function minus(a: number | null | undefined, b: number | null | undefined): number | null {
  return typeof a === 'number' && typeof b === 'number' ? a - b : null;
}

/** Why the host itself disturbed the window, with the numbers; null when it did not. */
export function busyProblem(
  before: GraphHostReading,
  after: GraphHostReading,
  churned: boolean,
): string | null {
  const answered = after.requests_answered - before.requests_answered;
  const sent = after.values_sent - before.values_sent;
  const limit = churned || answered > 0 || sent > 0 ? WORKING_LIMIT_CORES : RESTING_LIMIT_CORES;
  const cores = coresBetween(before, after);
  if (cores <= limit) return null;
  return (
    `it used ${cores.toFixed(3)} core, more than ${limit} (${answered} requests answered, ` +
    `${sent} values sent, ${after.resends - before.resends} samples sent again)`
  );
}

/** What a cell's record says of its graph host. Without counters only the kind is known. */
export function graphHostRecord(
  graph: { kind: string; hostPid: number | null },
  before: GraphHostReading | null,
  after: GraphHostReading | null,
): GraphHostRecord {
  const { kind, hostPid: pid } = graph;
  if (before === null || after === null) return { ...NOTHING_KNOWN, kind, pid };
  const { peers } = before;
  const took = peers.map((peer) => peer.acknowledged_after_s);
  return {
    kind,
    pid,
    cpu_cores: coresBetween(before, after),
    rss_kib: after.rss_kib,
    nodes_asked: before.nodes_asked,
    nodes_acknowledged: Math.min(...peers.map((peer) => peer.nodes_acknowledged)),
    peers,
    acknowledged_after_s: took.includes(null) ? null : Math.max(...took.map(Number)),
    resends: after.resends - before.resends,
    unanswered_heartbeats: after.unanswered_heartbeats - before.unanswered_heartbeats,
    requests_answered: after.requests_answered - before.requests_answered,
    values_sent: after.values_sent - before.values_sent,
  };
}

const NOTHING_KNOWN: Omit<GraphHostRecord, 'kind' | 'pid'> = {
  cpu_cores: null,
  rss_kib: null,
  nodes_asked: null,
  nodes_acknowledged: null,
  peers: null,
  acknowledged_after_s: null,
  resends: null,
  unanswered_heartbeats: null,
  requests_answered: null,
  values_sent: null,
};
