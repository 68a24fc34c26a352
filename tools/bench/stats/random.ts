/** Seeded random numbers (sfc32): the same seed gives the same table on every machine. */
export class Random {
  private spare: number | null = null;
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = stream | 0;
    this.c = 0x9e3779b9 | 0;
    for (let i = 0; i < 20; i++) this.uniform();
  }

  /** Between 0 and 1, neither included. */
  uniform(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return ((t >>> 0) + 0.5) / 4294967296;
  }

  /** Standard normal, Marsaglia's polar method. */
  normal(): number {
    if (this.spare !== null) {
      const kept = this.spare;
      this.spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const f = Math.sqrt((-2 * Math.log(s)) / s);
      this.spare = y * f;
      return x * f;
    }
  }

  /** Student's t with three degrees of freedom, scaled to variance 1. */
  heavy(): number {
    const chi = this.normal() ** 2 + this.normal() ** 2 + this.normal() ** 2;
    return this.normal() / Math.sqrt(chi / 3) / Math.sqrt(3);
  }

  /** AR(1) series of variance 1, started in its stationary state. */
  autoregression(n: number, rho: number, innovation: () => number = () => this.normal()): Float64Array {
    const out = new Float64Array(n);
    const size = Math.sqrt(1 - rho * rho);
    // A normal start; with other innovations, a run-in brings the state to its own distribution.
    let e = this.normal();
    for (let i = 0; i < Math.min(400, Math.ceil(8 / (1 - rho))); i++) e = rho * e + size * innovation();
    for (let i = 0; i < n; i++) {
      out[i] = e;
      e = rho * e + size * innovation();
    }
    return out;
  }
}
