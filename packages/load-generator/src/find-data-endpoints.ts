import { boundedGet } from './bounded-get.js';
import type { BoundedAnswer, LookupSettings } from './bounded-get.js';

/** The base path that answered and the data endpoints found below it. */
export interface FoundEndpoints {
  readonly basePath: string;
  readonly paths: readonly string[];
  /** Why there are fewer than asked, or null. */
  readonly note: string | null;
}

const MOST_ENTITIES_TRIED = 16;

/**
 * Lists apps (then components, for targets that host data there) and takes the first `count` whose `data`
 * collection is not empty. With `tryApiV1` a base without path is also tried with `/api/v1`.
 */
export async function findDataEndpoints(
  settings: LookupSettings,
  basePath: string,
  count: number,
  tryApiV1: boolean,
): Promise<FoundEndpoints> {
  const bases = tryApiV1 && basePath === '' ? ['', '/api/v1'] : [basePath];
  for (const base of bases) {
    const apps = await itemIds(settings, `${base}/apps`);
    if (apps === null) continue;
    if (count === 0) return { basePath: base, paths: [], note: null };
    const paths = await withData(settings, base, 'apps', apps, count);
    if (paths.length < count) {
      const components = await itemIds(settings, `${base}/components`);
      paths.push(...(await withData(settings, base, 'components', components ?? [], count - paths.length)));
    }
    const short = paths.length < count;
    return {
      basePath: base,
      paths,
      note: short
        ? `${paths.length} of ${count} data endpoints found below ${base}/apps and ${base}/components`
        : null,
    };
  }
  const tried = bases.map((base) => `${base}/apps`).join(' and ');
  return { basePath, paths: [], note: `no entity list at ${tried}: data endpoints could not be looked up` };
}

async function withData(
  settings: LookupSettings,
  base: string,
  collection: string,
  ids: readonly string[],
  count: number,
): Promise<string[]> {
  const found: string[] = [];
  for (const id of ids.slice(0, MOST_ENTITIES_TRIED)) {
    if (found.length >= count) break;
    const path = `/${collection}/${encodeURIComponent(wellFormed(id))}/data`;
    const answer = await tryGet(settings, base + path);
    if (answer !== null && answer.status === 200 && (items(answer.body)?.length ?? 0) > 0) found.push(path);
  }
  return found;
}

async function itemIds(settings: LookupSettings, path: string): Promise<string[] | null> {
  const answer = await tryGet(settings, path);
  if (answer === null || answer.status !== 200) return null;
  const list = items(answer.body);
  if (list === null) return null;
  return list
    .map((item) => (typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : null))
    .filter((id): id is string => typeof id === 'string');
}

/** A look-up that fails leaves the load without data endpoints; the load itself will show what is wrong. */
async function tryGet(settings: LookupSettings, path: string): Promise<BoundedAnswer | null> {
  try {
    return await boundedGet(settings, path);
  } catch {
    return null;
  }
}

function items(body: string | null): unknown[] | null {
  if (body === null) return null;
  try {
    const parsed: unknown = JSON.parse(body);
    const list = typeof parsed === 'object' && parsed !== null ? (parsed as { items?: unknown }).items : null;
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

// An id of half a character, which no path can hold, names nothing: it is asked for as an unknown one.
function wellFormed(id: string): string {
  return id.replace(/\p{Surrogate}/gu, '\uFFFD');
}
