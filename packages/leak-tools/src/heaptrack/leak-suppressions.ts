/**
 * What the system's own libraries keep until the process ends, once per process or thread, and never free: no program
 * can do anything about it. heaptrack_print hides the same places, thread-local storage and stream buffers excepted.
 */
export const KEPT_BY_THE_SYSTEM: readonly string[] = [
  '^allocate_dtv$', // thread-local storage of a thread
  '^__new_exitfn$', // table of exit handlers
  '_IO_file_doallocate$', // buffer of stdin, stdout, stderr
  '^dl_open_worker', // loaded libraries
  '^tzset_internal$', // time zone
  '^__nss_module_allocate$', // name service
  '^__gconv_read_conf$', // character sets
  '^g_main_context_new$', // the event loop of GLib
  '^g_thread_self$',
];

/** A matcher for LeakSanitizer's suppression patterns: `*` any text, `^` and `$` anchors, else found anywhere. */
export function leakPattern(pattern: string): (text: string) => boolean {
  const anchoredStart = pattern.startsWith('^');
  const anchoredEnd = pattern.endsWith('$');
  const body = pattern.slice(anchoredStart ? 1 : 0, anchoredEnd ? -1 : undefined);
  const source = body
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(`${anchoredStart ? '^' : ''}${source}${anchoredEnd ? '$' : ''}`, 's');
  return (text) => expression.test(text);
}

/**
 * Patterns of a LeakSanitizer suppression file, one `leak:PATTERN` a line; blank lines and `#` comments are skipped.
 * Lines of other kinds do not concern leaks and are skipped as well.
 */
export function readLeakPatterns(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('leak:') && line.length > 'leak:'.length)
    .map((line) => line.slice('leak:'.length));
}
