/** Variables of the text of `/proc/PID/environ`; where a name stands twice, the first counts, as for getenv. */
export function parseEnvironment(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const entry of text.split('\0')) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    if (at > 0 && !variables.has(name)) variables.set(name, entry.slice(at + 1));
  }
  return variables;
}
