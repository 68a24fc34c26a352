import * as prompts from '@clack/prompts';
import type { ProcessInfo } from '@medkit-bench/proc-sampler';
import { findProcesses } from '@medkit-bench/proc-sampler';
import { Interrupted } from '../errors.js';
import type { Choice } from './choice.js';

const KINDS = [
  { value: 'process', label: 'a process that runs on this host' },
  { value: 'container', label: 'a container that runs here' },
  { value: 'compose', label: 'a service of a compose file, started fresh for each repeat' },
  { value: 'ssh', label: 'a process on a host reached over SSH' },
  { value: 'ros2-medkit', label: 'the ros2_medkit gateway in a container' },
  { value: 'ros2-medkit-local', label: 'the ros2_medkit gateway, ROS 2 installed here' },
  { value: 'reference', label: 'the demo: an embedded server whose cost is known' },
] as const;

/** Asks a person; Ctrl-C at a question ends the command like any other interrupt. */
export async function choiceFromAnswers(): Promise<Choice> {
  const kind = answered(
    await prompts.select({ message: 'What do you want to measure?', options: [...KINDS] }),
  );
  switch (kind) {
    case 'process':
      return { kind, ...(await askProcess()) };
    case 'container':
      return { kind, container: await ask('Name of the container?', 'gateway') };
    case 'compose': {
      const file = await ask('Path of the compose file?', 'docker-compose.yml');
      return { kind, file, service: await ask('Which service?', 'app') };
    }
    case 'ssh': {
      const address = await ask('Which host?', 'user@robot');
      return { kind, address, pid: null, name: await ask('Name of the process there?', 'gateway_node') };
    }
    default:
      return { kind: 'shipped', profile: kind };
  }
}

async function askProcess(): Promise<{ pid: number | null; name: string | null }> {
  const name = await ask('Name of the process (as ps -o comm shows it), or its process id?', 'nginx');
  if (/^\d+$/.test(name)) return { pid: Number(name), name: null };
  const found: readonly ProcessInfo[] = findProcesses({ name });
  if (found.length < 2) return { pid: null, name };
  const options = found.map((process) => ({
    value: process.pid,
    label: `${process.pid}  ${process.argv.join(' ').slice(0, 80)}`,
  }));
  return { pid: answered(await prompts.select({ message: 'Which one?', options })), name: null };
}

async function ask(message: string, placeholder: string): Promise<string> {
  const validate = (value: string | undefined): string | undefined =>
    value?.trim() ? undefined : 'an answer is needed';
  return answered(await prompts.text({ message, placeholder, validate })).trim();
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (prompts.isCancel(answer)) throw new Interrupted();
  return answer as Exclude<T, symbol>;
}
