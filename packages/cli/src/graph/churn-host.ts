import type { ChurnHost } from '@medkit-bench/graph-generator';
import { referenceGraphHost } from '@medkit-bench/graph-generator';
import { badInput, notMeasured } from '../errors.js';
import type { SimpleGraphSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import type { CommandRunner } from './count-entities.js';

/** What adds and removes entities of a running instance. */
export function churnHost(spec: SimpleGraphSpec, values: TemplateValues, runner: CommandRunner): ChurnHost {
  switch (spec.kind) {
    case 'reference-gateway':
      return referenceGraphHost({ baseUrl: fillTemplate(spec.base_url, values, 'graph.base_url') });
    case 'command': {
      const { command, each, remove } = spec;
      if (remove === undefined) {
        throw badInput(
          'this profile can add entities but not remove them',
          'add graph.remove (what takes one entity away) to the profile',
        );
      }
      const argv = command.map((part, i) => fillTemplate(part, values, `graph.command[${i}]`));
      const feed = async (template: string, names: readonly string[], where: string): Promise<void> => {
        const input = names.map((name) => fillTemplate(template, { ...values, i: ordinal(name) }, where));
        const result = await runner.exec(argv, { input: `${input.join('\n')}\n`, timeoutS: 60 });
        if (result.code === 0) return;
        throw notMeasured(
          'MEDKIT_GRAPH',
          `${argv.join(' ')} ended with ${result.code}: ${result.stderr.slice(-400)}`,
        );
      };
      return {
        add: (nodes) =>
          feed(
            each,
            nodes.map((node) => node.name),
            'graph.each',
          ),
        remove: (names) => feed(remove, names, 'graph.remove'),
      };
    }
    case 'config-file':
      throw badInput(
        'the entities of this profile stand in a file that is read at the start, so they cannot be churned',
        'use a profile whose graph can change while the target runs',
      );
  }
}

/** The number at the end of a planned node's name, which is what `{i}` stands for. */
function ordinal(name: string): number {
  return Number(/(\d+)$/.exec(name)?.[1] ?? 0);
}
