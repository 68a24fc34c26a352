import { httpGet } from '../net/http-get.js';
import type { Profile } from '../profile/schema.js';
import { fillTemplate } from '../profile/template.js';
import type { LiveTarget } from './bring-up.js';
import type { Subject } from '../place/observer.js';

/** What can be said of the target while it lives: its processes and its own word on its version. */
export async function describeTarget(
  live: LiveTarget,
  subjects: readonly Subject[],
  profile: Profile,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const processes = Object.fromEntries(
    await Promise.all(
      subjects.map(async (subject) => [subject.name, await live.observer.describe(subject)] as const),
    ),
  );
  return {
    processes,
    place: await live.details(),
    version: await versionOf(live, profile, signal),
    commit: await commitOf(live, profile),
  };
}

async function versionOf(live: LiveTarget, profile: Profile, signal: AbortSignal): Promise<unknown> {
  if (profile.version?.http === undefined) return null;
  const url = fillTemplate(profile.version.http, live.values, 'version.http');
  try {
    const answer = await httpGet(url, { timeoutS: 5, signal, maxBytes: 100_000 });
    return answer.status === 200 ? JSON.parse(answer.body) : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The commit the target was built from, from a file of its place; null where the profile names none or it is not there. */
async function commitOf(live: LiveTarget, profile: Profile): Promise<string | null> {
  const file = profile.version?.commit_file;
  if (file === undefined) return null;
  const where = fillTemplate(file, live.values, 'version.commit_file');
  const { code, stdout } = await live.exec(['cat', '--', where], { timeoutS: 5 }).catch(() => ({
    code: 1,
    stdout: '',
  }));
  return code === 0 && /^[0-9a-f]{7,64}$/.test(stdout.trim()) ? stdout.trim() : null;
}
