import type { Fault } from './fault.js';
import { fillText } from './fill-fault.js';
import type { FaultSender } from './injection.js';
import type { CommandRunner } from './run-command.js';
import { sendEach } from './send-each.js';

export interface CommandSenderOptions {
  runner: CommandRunner;
  /** Program and arguments for one fault; fields are put into arguments, never through a shell. */
  inject: readonly string[];
  clear?: readonly string[];
  timeoutS?: number;
}

/** Reports faults by running a command for each. */
export function commandSender(options: CommandSenderOptions): FaultSender {
  const { runner, inject, clear, timeoutS = 30 } = options;
  const run = async (template: readonly string[], fault: Fault): Promise<void> => {
    await runSuccessfully(
      runner,
      template.map((part) => fillText(part, fault)),
      timeoutS,
    );
  };
  return sendEach({
    send: async (fault) => {
      await run(inject, fault);
      return {};
    },
    clear: clear ? (code) => run(clear, { code, severity: 0, description: '', sourceId: '' }) : null,
  });
}

/** Standard output of a command. @throws Error naming the command and how it ended */
export async function runSuccessfully(
  runner: CommandRunner,
  argv: readonly string[],
  timeoutS: number,
): Promise<string> {
  const { code, stdout, stderr } = await runner.exec(argv, { timeoutS });
  if (code === 0) return stdout;
  const how = code === null ? `did not end within ${timeoutS} s or was ended` : `ended with ${code}`;
  throw new Error(`${argv[0]} ${how}: ${(stderr.trim() || stdout.trim()).slice(-200) || 'it said nothing'}`);
}
