import type { Sample } from './sample.js';
import type { PrivateCleanJump } from './watch-types.js';

/** Smaller steps are ordinary page faults; a shared library that turns private is megabytes. */
const JUMP_KIB = 256;

/** More than this many are counted, not listed: a long window must not grow without bound. */
const MOST_JUMPS = 1000;

/** Names steps of Private_Clean between consecutive readings of the maps. */
export class PrivateCleanJumps {
  readonly list: PrivateCleanJump[] = [];
  count = 0;
  #last: { cleanKib: number; rssKib: number } | null = null;

  add(sample: Sample): void {
    const { private_clean_kib: cleanKib, rss_kib: rssKib } = sample;
    if (cleanKib === null || rssKib === null) return;
    const last = this.#last;
    this.#last = { cleanKib, rssKib };
    if (last === null) return;
    const step = cleanKib - last.cleanKib;
    if (Math.abs(step) < JUMP_KIB) return;
    this.count += 1;
    if (this.list.length >= MOST_JUMPS) return;
    const cause = Math.abs(rssKib - last.rssKib) < Math.abs(step) / 2 ? 'sharing' : 'mapping';
    this.list.push({ t_s: sample.t_s, from_kib: last.cleanKib, to_kib: cleanKib, cause });
  }
}
