import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DdsGraphError } from '../errors.js';
import { recordGraph } from '../host/recorder.js';
import { networkOptions, type Arguments } from './arguments.js';
import type { Output } from './output.js';

/** Records the graph of a live system; returns the exit code. */
export async function runRecord(args: Arguments, output: Output, env: NodeJS.ProcessEnv): Promise<number> {
  const durationS = args.number('duration', 0.1, 86_400) ?? 5;
  const file = args.text('out');
  // Before anything is listened to: a folder that cannot be written is said at once.
  if (file !== undefined) await access(dirname(file), constants.W_OK).catch(refuse(file));
  const recording = await recordGraph({
    ...networkOptions(args, env),
    durationS,
    onProblem: (text) => output.warn(text),
  });
  const { graph, participants, unclaimedEndpoints } = recording;
  const text = `${JSON.stringify(graph, null, 2)}\n`;
  if (file === undefined) {
    output.line(text.trimEnd());
    return 0;
  }
  await writeWhole(file, text).catch(refuse(file));
  const nodes = graph.nodes.length;
  if (nodes === 0) output.warn('no node was heard of: is this the right domain and interface?');
  output.event(
    'recorded',
    { nodes, participants, unclaimedEndpoints, file },
    `${nodes} nodes of ${participants} participants in ${file}; ${unclaimedEndpoints} endpoints belong to no node`,
  );
  return 0;
}

/** All of the file or nothing of it, also when the program is ended meanwhile. */
async function writeWhole(file: string, text: string): Promise<void> {
  const known = await stat(file).catch(() => null);
  // A pipe or a device is written to, never replaced.
  if (known !== null && !known.isFile()) return writeFile(file, text);
  const part = `${file}.${process.pid}.part`;
  try {
    await writeFile(part, text);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

function refuse(file: string): (error: Error) => never {
  return (error) => {
    throw new DdsGraphError('MEDKIT_DDS_BAD_OPTION', `cannot write ${file}: ${error.message}`, {
      cause: error,
    });
  };
}
