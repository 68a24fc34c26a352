import type { Instance } from '@medkit-bench/targets';
import type { CompanionSpec } from '../profile/start-schema.js';

/** A target of several processes that were started one by one. */
export interface Company<I extends Instance> {
  main: I;
  companions: I[];
  /** All of them as one: it runs while every one does, and stopping it stops them all. */
  instance: Instance;
}

/** What to start: the target's own command, or one of its companions'. */
export type StartOne<I extends Instance> = (
  spec: Pick<CompanionSpec, 'command' | 'env'>,
  where: string,
) => Promise<I>;

/** Starts the companions, then the target. When one cannot be started, those that run are ended again. */
export async function startCompany<I extends Instance>(
  spec: { command: string[]; env: Record<string, string>; companions: Record<string, CompanionSpec> },
  startOne: StartOne<I>,
): Promise<Company<I>> {
  const companions: I[] = [];
  try {
    for (const [name, companion] of Object.entries(spec.companions)) {
      companions.push(await startOne(companion, `start.companions.${name}.command`));
    }
    const main = await startOne(spec, 'start.command');
    return { main, companions, instance: together(main, companions) };
  } catch (error) {
    await Promise.allSettled(companions.map((companion) => companion.stop()));
    throw error;
  }
}

function together(main: Instance, companions: readonly Instance[]): Instance {
  if (companions.length === 0) return main;
  const all = [main, ...companions];
  return {
    id: main.id,
    pid: main.pid,
    label: main.label,
    exited: Promise.race(all.map((one) => one.exited)),
    running: () => all.every((one) => one.running()),
    // Whichever ended is the one whose last words are wanted.
    logTail: (lines) => (all.find((one) => !one.running()) ?? main).logTail(lines),
    stop: async (options) => {
      try {
        return await main.stop(options);
      } finally {
        await Promise.all(companions.map((companion) => companion.stop(options)));
      }
    },
  };
}
