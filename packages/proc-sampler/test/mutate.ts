/** A small seeded generator (mulberry32): the same seed gives the same mutations. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  '',
  '\n',
  ' ',
  '\0',
  '-',
  '(',
  ')',
  '99999999999999999999',
  '-1',
  '\u00ff',
  'NaN',
  '0x10',
  ':',
  'kB',
  '1e9',
];

/** Damages a text in one to four places: cuts, repeats, swaps and inserts, as a broken reader or kernel might. */
export function mutate(text: string, random: () => number): string {
  const at = (length: number): number => Math.floor(random() * (length + 1));
  let out = text;
  for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1) {
    const from = at(out.length);
    const to = Math.min(out.length, from + at(40));
    switch (Math.floor(random() * 6)) {
      case 0:
        out = out.slice(0, from);
        break;
      case 1:
        out = out.slice(0, from) + out.slice(to);
        break;
      case 2:
        out = out.slice(0, to) + out.slice(from);
        break;
      case 3:
        out = out.slice(0, from) + (PIECES[at(PIECES.length - 1)] ?? '') + out.slice(to);
        break;
      case 4:
        out = out.slice(0, from) + String.fromCharCode(at(255)) + out.slice(from + 1);
        break;
      default:
        out = out.slice(from) + out.slice(0, from);
    }
  }
  return out;
}
