import { TargetError } from '../errors.js';
import { checkArgv } from '../support/limits.js';

/**
 * Quotes one argument for a POSIX shell: SSH carries a command as one string that the login shell of the
 * other side takes apart. Single quotes take everything literally; only a single quote itself must be
 * written outside of them.
 */
export function quoteArgument(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/**
 * The command string for a program with its arguments, environment and folder. The program replaces the
 * shell, so that its exit code and signals are the channel's.
 * @throws TargetError `MEDKIT_TARGET_ARGUMENT` for NUL, or a variable name the shell could not carry.
 */
export function commandLine(
  argv: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): string {
  checkArgv(argv);
  const env = Object.entries(options.env ?? {}).map(([name, value]) => assignment(name, value));
  const words = env.length === 0 ? argv : ['env', ...env, ...argv];
  const command = `exec ${words.map(quoteArgument).join(' ')}`;
  if (options.cwd === undefined) return command;
  // A folder that begins with '-' would be read as an option.
  const folder = options.cwd.startsWith('/') ? options.cwd : `./${options.cwd}`;
  checkArgv(['cd', folder]);
  return `cd ${quoteArgument(folder)} && ${command}`;
}

function assignment(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || value.includes('\0')) {
    throw new TargetError('MEDKIT_TARGET_ARGUMENT', `'${name}' is no variable name, or its value holds NUL`);
  }
  return `${name}=${value}`;
}
