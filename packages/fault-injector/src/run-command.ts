/** Runs a program with its arguments; where it runs is the caller's business. */
export interface CommandRunner {
  exec(
    argv: readonly string[],
    options?: { timeoutS?: number; input?: string },
  ): Promise<{ code: number | null; stdout: string; stderr: string }>;
}
