/** Of several exit codes the gravest: interrupted, refused, a gate, not measured, fine. Anything else is not measured. */
export function gravest(codes) {
  for (const code of [130, 2, 1]) if (codes.includes(code)) return code;
  return codes.every((code) => code === 0) ? 0 : 3;
}
