/** A command with its placeholders replaced. */
export function fillCommand(
  command: readonly string[],
  fill: (text: string, where: string) => string,
  where = 'start.command',
): string[] {
  return command.map((part, i) => fill(part, `${where}[${i}]`));
}

/** An environment with its placeholders replaced. */
export function fillEnv(
  env: Readonly<Record<string, string>>,
  fill: (text: string, where: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => [name, fill(text, `start.env.${name}`)]),
  );
}
