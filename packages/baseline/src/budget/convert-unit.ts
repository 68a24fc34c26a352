/** Families of units by the ending of a metric's name, each with its size in the family's first unit. */
const FAMILIES: readonly Readonly<Record<string, number>>[] = [
  { _bytes: 1, _b: 1, _kib: 1024, _mib: 1024 ** 2, _gib: 1024 ** 3, _kb: 1e3, _mb: 1e6, _gb: 1e9 },
  { _us: 1, _ms: 1e3, _s: 1e6 },
  { _millicores: 1, _cores: 1000, _percent_of_core: 10 },
];

/** A name that means the same figure in another unit. */
export interface UnitVariant {
  readonly name: string;
  /** What a figure under `name` is multiplied with. */
  readonly factor: number;
}

/** Names under which the figure `name` asks for may be stored: `uss_mib` is `uss_kib` divided by 1024. */
export function unitVariants(name: string): UnitVariant[] {
  const variants: UnitVariant[] = [{ name, factor: 1 }];
  for (const family of FAMILIES) {
    const endings = Object.keys(family).sort((a, b) => b.length - a.length);
    const own = endings.find((ending) => name.endsWith(ending));
    if (own === undefined) continue;
    const stem = name.slice(0, -own.length);
    for (const ending of endings) {
      if (ending !== own) variants.push({ name: stem + ending, factor: family[ending]! / family[own]! });
    }
    break;
  }
  return variants;
}
