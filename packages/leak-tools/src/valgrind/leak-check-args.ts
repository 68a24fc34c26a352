import { LeakToolsError } from '../errors.js';

/**
 * Whether valgrind was asked to search for leaks with stacks; without, its report looks like one of a clean program.
 * Arguments from VALGRIND_OPTS and .valgrindrc are not in the report, so no word about leaks at all is not enough.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_NO_SUMMARY`
 */
export function requireLeakCheck(args: readonly string[]): void {
  const asked = args.filter((arg) => arg.startsWith('--leak-check=')).at(-1);
  if (asked === '--leak-check=full' || asked === '--leak-check=yes') return;
  throw new LeakToolsError(
    'MEDKIT_LEAK_NO_SUMMARY',
    `valgrind ran with ${asked ?? 'no --leak-check'}, so the report says nothing about leaks. Run it with --leak-check=full.`,
  );
}
