/** Known allocators by the library that carries them, the replacing ones before the C library's own. */
const ALLOCATORS: readonly (readonly [RegExp, string])[] = [
  [/\/libjemalloc[^/]*\.so/, 'jemalloc'],
  [/\/libtcmalloc[^/]*\.so/, 'tcmalloc'],
  [/\/libmimalloc[^/]*\.so/, 'mimalloc'],
  [/\/librpmalloc[^/]*\.so/, 'rpmalloc'],
  [/\/libsnmalloc[^/]*\.so/, 'snmalloc'],
  [/\/libhoard[^/]*\.so/, 'hoard'],
  [/\/libscudo[^/]*\.so|libclang_rt\.scudo/, 'scudo'],
  [/\/libtbbmalloc[^/]*\.so/, 'tbbmalloc'],
  [/\/vgpreload_(memcheck|massif|dhat)/, 'valgrind'],
  [/\/libasan[^/]*\.so|libclang_rt\.asan/, 'asan'],
  [/\/ld-musl-|\/libc\.musl-/, 'musl'],
  [/\/libc\.so\.6|\/libc-2\.\d+\.so/, 'glibc'],
];

/** Paths of the shared libraries in the text of `/proc/PID/maps`, sorted, each once. */
export function librariesInMaps(maps: string): string[] {
  const paths = new Set<string>();
  for (const line of maps.split('\n')) {
    // address perms offset dev inode path; the path is the rest of the line and may hold spaces.
    const path = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ +(\/.*)$/.exec(line)?.[1];
    if (path !== undefined && /\.so(\.[\d.]+)?( \(deleted\))?$/.test(path)) {
      paths.add(path.replace(/ \(deleted\)$/, ''));
    }
  }
  return [...paths].sort();
}

/**
 * Names the allocator from the libraries mapped. An allocator linked into the program itself cannot be
 * seen here: a program without any C library is `static`.
 */
export function allocatorOf(libraries: readonly string[]): string {
  const found = ALLOCATORS.find(([pattern]) => libraries.some((path) => pattern.test(path)));
  return found?.[1] ?? (libraries.length === 0 ? 'static' : 'unknown');
}
