import { messageOf, notMeasured } from '../errors.js';
import { atPath } from '../json-path.js';
import { httpGet } from '../net/http-get.js';
import type { Profile } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';

type Discover = NonNullable<Profile['load']>['discover'];

/**
 * Paths that stand in the target's own answers, such as the data of its first component.
 * @throws BenchError `MEDKIT_LOAD` when there is none where the profile says
 */
export async function discoverPaths(
  discover: Discover,
  level: 'light' | 'heavy',
  values: TemplateValues,
  signal: AbortSignal,
): Promise<string[]> {
  const paths: string[] = [];
  for (const [i, found] of discover.entries()) {
    if (found.level !== undefined && found.level !== level) continue;
    const url = fillTemplate(found.url, values, `load.discover[${i}].url`);
    const answer = await httpGet(url, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      return { status: 0, body: messageOf(error) };
    });
    const text = answer.status === 200 ? textAt(answer.body, found.path) : null;
    if (text === null) {
      throw notMeasured('MEDKIT_LOAD', `${url} (status ${answer.status}) holds no path at '${found.path}'`);
    }
    paths.push(text + found.suffix);
  }
  return paths;
}

function textAt(json: string, path: string): string | null {
  try {
    const value = atPath(JSON.parse(json), path);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
