/** What a process holds in memory of one file that it maps. */
export interface FilePages {
  path: string;
  /** Shared_Clean + Shared_Dirty of its mappings: pages that another process has mapped too. */
  sharedKib: number;
}

// address perms offset dev inode path; see proc_pid_maps(5). The inode tells replaced files of one path apart;
// the device is left out, since each container's overlay has its own for the same file.
const MAPPING = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ (\d+) +(\/.*)$/;

/** The files in the text of `/proc/PID/maps`. */
export function mappedFiles(maps: string): Set<string> {
  const keys = new Set<string>();
  for (const line of maps.split('\n')) {
    const found = MAPPING.exec(line);
    if (found) keys.add(keyOf(found));
  }
  return keys;
}

/** The files in the text of `/proc/PID/smaps`, by the same keys, with what is shared of each. */
export function sharedFilePages(smaps: string): Map<string, FilePages> {
  const files = new Map<string, FilePages>();
  let current: FilePages | null = null;
  for (const line of smaps.split('\n')) {
    const kib = /^Shared_(?:Clean|Dirty): +(\d+) kB/.exec(line)?.[1];
    if (kib !== undefined) {
      if (current) current.sharedKib += Number(kib);
    } else if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) {
      const found = MAPPING.exec(line);
      current = found && fileAt(files, found);
    }
  }
  return files;
}

function fileAt(files: Map<string, FilePages>, found: RegExpExecArray): FilePages {
  const key = keyOf(found);
  const known = files.get(key) ?? { path: found[2] ?? '', sharedKib: 0 };
  files.set(key, known);
  return known;
}

function keyOf(found: RegExpExecArray): string {
  return `${found[1]} ${found[2]}`;
}
