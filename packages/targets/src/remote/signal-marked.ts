/** Environment variable that tells one command from every other, to find it when it must end. */
export const EXEC_VARIABLE = 'MEDKIT_BENCH_EXEC';

/**
 * Shell text that signals every process whose environment holds `$1` (NAME=VALUE) with signal `$2` and
 * prints their ids; exits 1 when there is none. Fixed text, for any POSIX shell; busybox's grep stops at a
 * NUL, hence tr. Its own environment never holds the mark.
 */
export const SIGNAL_MARKED_SCRIPT = `
found=1
for d in /proc/[0-9]*; do
  if tr '\\0' '\\n' <"$d/environ" 2>/dev/null | grep -qxF -e "$1"; then
    kill -s "$2" "\${d#/proc/}" 2>/dev/null && found=0 && echo "\${d#/proc/}"
  fi
done 2>/dev/null
exit $found
`;
