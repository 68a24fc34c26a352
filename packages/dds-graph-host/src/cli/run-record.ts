import { writeFile } from 'node:fs/promises';
import { DdsGraphError } from '../errors.js';
import { recordGraph } from '../host/recorder.js';
import { networkOptions, type Arguments } from './arguments.js';
import type { Output } from './output.js';

/** Records the graph of a live system; returns the exit code. */
export async function runRecord(args: Arguments, output: Output, env: NodeJS.ProcessEnv): Promise<number> {
  const durationS = args.number('duration', 0.1, 86_400) ?? 5;
  const recording = await recordGraph({
    ...networkOptions(args, env),
    durationS,
    onProblem: (text) => output.warn(text),
  });
  const { graph, participants, unclaimedEndpoints } = recording;
  const file = args.text('out');
  const text = `${JSON.stringify(graph, null, 2)}\n`;
  if (file === undefined) {
    output.line(text.trimEnd());
    return 0;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new DdsGraphError('MEDKIT_DDS_BAD_OPTION', `cannot write ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const nodes = graph.nodes.length;
  output.event(
    'recorded',
    { nodes, participants, unclaimedEndpoints, file },
    `${nodes} nodes of ${participants} participants in ${file}; ${unclaimedEndpoints} endpoints belong to no node`,
  );
  return 0;
}
