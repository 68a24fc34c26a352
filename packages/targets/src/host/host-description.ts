/** What a figure measured on a machine depends on; `null` is what could not be read. */
export interface HostDescription {
  cpu_model: string | null;
  /** Processors that are online. */
  nproc: number | null;
  mem_total_kib: number | null;
  swap_total_kib: number | null;
  /** Kernel release, such as `6.1.0-18-amd64`. */
  kernel: string | null;
  /** Distribution's own name for itself. */
  os: string | null;
  /** Machine architecture as the kernel names it, such as `x86_64`. */
  arch: string | null;
  hostname: string | null;
  /** Frequency governor of processor 0; null in most virtual machines. */
  governor: string | null;
  /** `none`, or what kind of machine or container this is: `vm`, `docker`, `podman`, `container`, ... */
  virtualisation: string | null;
  /** Control group hierarchy that limits memory: 1 or 2. */
  cgroup_version: 1 | 2 | null;
  /** Whether huge pages are given without asking: `always`, `madvise` or `never`. */
  transparent_hugepages: string | null;
  /** Load average over one minute at the time of asking. */
  load1: number | null;
}
