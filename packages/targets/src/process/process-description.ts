/** What a process is made of; `null` is what could not be read. */
export interface ProcessDescription {
  pid: number;
  /** The kernel's name for it, at most 15 bytes. */
  comm: string | null;
  /** Path of its program; ends in ` (deleted)` when the file was replaced. */
  exe: string | null;
  cmdline: string[] | null;
  /** `glibc`, `musl`, `jemalloc`, `tcmalloc`, `mimalloc`, ..., `static` when nothing is mapped that could tell. */
  allocator: string | null;
  /** Shared libraries mapped, by path, sorted. */
  libraries: string[] | null;
  threads: ThreadCensus | null;
}

/** How many threads there are, and how many of each name. */
export interface ThreadCensus {
  count: number;
  by_name: Record<string, number>;
}
