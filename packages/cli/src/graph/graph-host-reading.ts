/** What one reader of the graph has of it. */
export interface GraphPeer {
  vendor: string;
  address: string;
  nodes_acknowledged: number;
  acknowledged: boolean;
  /** From first contact; null while something is open. */
  acknowledged_after_s: number | null;
}

/** The counters of a graph host at one moment. */
export interface GraphHostReading {
  nodes_asked: number;
  nodes_announced: number;
  fully_acknowledged: boolean;
  peers: GraphPeer[];
  resends: number;
  unanswered_heartbeats: number;
  requests_answered: number;
  values_sent: number;
  /** CPU seconds of the host since it started, and how long ago that is. */
  cpu_s: number;
  uptime_s: number;
  rss_kib: number;
}

/**
 * Takes the counters out of a graph host's answer (`GET /stats`).
 * @throws TypeError naming the counter that is missing: an unknown is never a zero
 */
export function readingFrom(answer: unknown): GraphHostReading {
  const { amount, flag, list } = reader(answer, 'stats');
  return {
    nodes_asked: amount('nodes_asked'),
    nodes_announced: amount('nodes_announced'),
    fully_acknowledged: flag('fully_acknowledged'),
    peers: list('peers').map(peerFrom),
    resends: amount('resends'),
    unanswered_heartbeats: amount('unanswered_heartbeats'),
    requests_answered: amount('requests_answered'),
    values_sent: amount('values_sent'),
    cpu_s: amount('cpu_s'),
    uptime_s: amount('uptime_s'),
    rss_kib: Math.round(amount('rss_bytes') / 1024),
  };
}

function peerFrom(answer: unknown, index: number): GraphPeer {
  const { amount, flag, text, values } = reader(answer, `stats.peers[${index}]`);
  return {
    vendor: text('vendor'),
    address: text('address'),
    nodes_acknowledged: amount('nodes_acknowledged'),
    acknowledged: flag('acknowledged'),
    acknowledged_after_s: values['acknowledged_after_s'] === null ? null : amount('acknowledged_after_s'),
  };
}

function reader(answer: unknown, where: string) {
  const values = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const checked = <T>(name: string, is: (value: unknown) => value is T): T => {
    const value = values[name];
    if (!is(value)) throw new TypeError(`the graph host's ${where}.${name} is ${JSON.stringify(value)}`);
    return value;
  };
  return {
    values,
    amount: (name: string) =>
      checked(name, (value): value is number => typeof value === 'number' && Number.isFinite(value)),
    flag: (name: string) => checked(name, (value): value is boolean => typeof value === 'boolean'),
    text: (name: string) => checked(name, (value): value is string => typeof value === 'string'),
    list: (name: string) => checked(name, (value): value is unknown[] => Array.isArray(value)),
  };
}
