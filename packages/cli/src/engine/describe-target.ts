import { httpGet } from '../net/http-get.js';
import type { Subject } from '../place/observer.js';
import type { Profile } from '../profile/schema.js';
import type { LiveTarget } from './bring-up.js';
import { threadCategories } from './thread-categories.js';
import { targetVersion } from './target-version.js';

export interface DescribeOptions {
  profile: Profile;
  /** What is worth a note already. */
  notes: readonly string[];
  /** Parameters that were asked for and could not be read back. */
  unconfirmed: readonly string[];
  signal: AbortSignal;
}

/** What can be said of the target while it lives: its processes, its version and how it was built. */
export async function describeTarget(
  live: LiveTarget,
  subjects: readonly Subject[],
  options: DescribeOptions,
): Promise<Record<string, unknown>> {
  const described = await Promise.all(
    subjects.map(async (subject) => [subject.name, await live.observer.describe(subject)] as const),
  );
  const first = described[0]?.[1] ?? null;
  const get = (url: string) => httpGet(url, { timeoutS: 5, signal: options.signal, maxBytes: 1_000_000 });
  const { notes, ...version } = await targetVersion(options.profile.version, {
    values: live.values,
    exec: (argv) => live.exec(argv, { timeoutS: 10 }),
    get,
    libraries: first?.libraries ?? null,
    environment: () => (subjects[0] ? live.observer.environment(subjects[0]) : Promise.resolve(null)),
    signal: options.signal,
  });
  return {
    processes: Object.fromEntries(described),
    thread_categories: Object.fromEntries(
      described.map(([name, process]) => [
        name,
        process?.threads ? threadCategories(process.threads.by_name, options.profile.threads) : null,
      ]),
    ),
    place: await live.details(),
    ...version,
    unconfirmed_params: options.unconfirmed,
    notes: [...options.notes, ...notes],
  };
}
