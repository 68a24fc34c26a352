import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const docs = join(import.meta.dirname, '../../../packages/stats/docs');

/** Puts a table between `<!-- table:NAME -->` and `<!-- /table -->` in whichever page of the docs has that place. */
export async function publish(name, text) {
  const place = new RegExp(`(<!-- table:${name} -->)[^]*?(<!-- /table -->)`);
  for (const file of readdirSync(docs)) {
    const path = join(docs, file);
    const page = readFileSync(path, 'utf8');
    if (!place.test(page)) continue;
    const filled = page.replace(place, (_, open, close) => `${open}\n\n${text}\n\n${close}`);
    writeFileSync(path, await format(filled, { ...(await resolveConfig(path)), parser: 'markdown' }));
    return;
  }
  throw new Error(`no page of ${docs} has a place for the table ${name}`);
}
