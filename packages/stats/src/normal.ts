const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** Standard normal probability above z, to full relative precision in the tail. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / SQRT_2PI;
  if (z < 3) {
    // 0.5 minus the alternating-free series of the central part (Abramowitz & Stegun 26.2.11).
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-18 * sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // Continued fraction (A&S 26.2.14), evaluated from its end.
  let f = z;
  for (let k = 120; k >= 1; k--) f = z + k / f;
  return density / f;
}

/** Standard normal probability up to z. */
export function normalCdf(z: number): number {
  return normalTail(-z);
}

const A = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const B = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852546,
];
const C = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const D = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const E = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const F = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];

function ratio(top: readonly number[], bottom: readonly number[], r: number): number {
  let p = 0;
  let q = 0;
  for (let i = 7; i >= 0; i--) {
    p = p * r + top[i]!;
    q = q * r + bottom[i]!;
  }
  return p / q;
}

/** Standard normal quantile, about 16 digits. Source: Wichura, algorithm AS 241, Appl. Stat. 37 (1988). */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(A, B, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (tail <= 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const z = r <= 5 ? ratio(C, D, r - 1.6) : ratio(E, F, r - 5);
  return q < 0 ? -z : z;
}
