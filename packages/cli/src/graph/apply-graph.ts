import type { GraphPlan } from '@medkit-bench/graph-generator';
import { referenceGraphHost } from '@medkit-bench/graph-generator';
import { notMeasured } from '../errors.js';
import type { SimpleGraphSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import type { CommandRunner } from './count-entities.js';

/** Blocks for the entities of a configuration file that is written before the instance starts. */
export function entityBlocks(each: string, count: number, values: TemplateValues): string {
  const blocks: string[] = [];
  for (let i = 0; i < count; i += 1) blocks.push(fillTemplate(each, { ...values, i }, 'graph.each'));
  return blocks.join('\n') + (count > 0 ? '\n' : '');
}

/** Gives a running instance its graph; kinds that are applied before the start have nothing left to do. */
export async function applyGraph(
  spec: SimpleGraphSpec,
  plan: GraphPlan,
  values: TemplateValues,
  runner: CommandRunner,
): Promise<void> {
  switch (spec.kind) {
    case 'config-file':
      return;
    case 'reference-gateway':
      await referenceGraphHost({ baseUrl: fillTemplate(spec.base_url, values, 'graph.base_url') }).apply(
        plan,
      );
      return;
    case 'command': {
      const argv = spec.command.map((part, i) => fillTemplate(part, values, `graph.command[${i}]`));
      const input = entityBlocks(spec.each, plan.nodes.length, values);
      const result = await runner.exec(argv, { input, timeoutS: 120 });
      if (result.code !== 0) {
        throw notMeasured(
          'MEDKIT_GRAPH',
          `the graph could not be applied: ${argv.join(' ')} ended with ${result.code}: ${result.stderr.slice(-400)}`,
        );
      }
      return;
    }
  }
}
