/** Works until the process has used that much CPU time more: a stall of the host does not shorten it. */
export function spinCpuMs(ms: number): void {
  if (ms <= 0) return;
  const start = process.cpuUsage();
  for (;;) {
    for (let i = 0; i < 2000; i += 1) Math.sqrt(i);
    const used = process.cpuUsage(start);
    if (used.user + used.system >= ms * 1000) return;
  }
}
