import type { LocalTarget } from '@medkit-bench/targets';
import { describeProcess } from '@medkit-bench/targets';
import { httpGet } from '../net/http-get.js';
import type { Profile } from '../profile/schema.js';
import { fillTemplate } from '../profile/template.js';
import type { LiveTarget } from './bring-up.js';
import type { Subject } from './find-subjects.js';

/** What can be said of the target while it lives: its processes and its own word on its version. */
export async function describeTarget(
  live: LiveTarget,
  subjects: readonly Subject[],
  profile: Profile,
  context: { target: LocalTarget; signal: AbortSignal },
): Promise<Record<string, unknown>> {
  const processes = Object.fromEntries(
    await Promise.all(
      subjects.map(async (subject) => [subject.name, await describeProcess(subject.pid)] as const),
    ),
  );
  return { processes, version: await versionOf(live, profile, context.signal) };
}

async function versionOf(live: LiveTarget, profile: Profile, signal: AbortSignal): Promise<unknown> {
  if (!profile.version) return null;
  const url = fillTemplate(profile.version.http, live.values, 'version.http');
  try {
    const answer = await httpGet(url, { timeoutS: 5, signal, maxBytes: 100_000 });
    return answer.status === 200 ? JSON.parse(answer.body) : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
