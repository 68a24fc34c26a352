import path from 'node:path';
import { stringify } from 'yaml';
import type { Choice } from './choice.js';

/** Line by which editors complete and check the file. */
const SCHEMA_LINE = '# yaml-language-server: $schema=node_modules/medkit-bench/dist/schema/profile.json\n';

type Written = Exclude<Choice, { kind: 'shipped' }>;

/** A profile for a choice, ready to be written to `folder`; what is optional stands as comments below. */
export function profileText(choice: Written, name: string, folder: string): string {
  const profile = { name, description: descriptionOf(choice), ...startOf(choice, folder) };
  return `${SCHEMA_LINE}${stringify(profile)}${MORE}`;
}

function descriptionOf(choice: Written): string {
  switch (choice.kind) {
    case 'process':
      return `process ${choice.name ?? choice.pid} on this host, watched as it runs`;
    case 'container':
      return `container ${choice.container}, watched as it runs`;
    case 'compose':
      return `service ${choice.service} of ${path.basename(choice.file)}, fresh for each repeat`;
    case 'ssh':
      return `process ${choice.name ?? choice.pid} on ${choice.address}, watched as it runs`;
  }
}

function startOf(choice: Written, folder: string): Record<string, unknown> {
  switch (choice.kind) {
    case 'process':
      return { start: { kind: 'attach', ...processOf(choice) } };
    case 'container':
      return { start: { kind: 'attach', container: choice.container } };
    case 'compose':
      return {
        start: {
          kind: 'compose',
          files: [path.relative(folder, path.resolve(choice.file)) || choice.file],
          service: choice.service,
        },
      };
    case 'ssh':
      return { start: { kind: 'attach', ssh: choice.address, ...processOf(choice) } };
  }
}

function processOf({ pid, name }: { pid: number | null; name: string | null }): Record<string, unknown> {
  return pid === null ? { name } : { pid };
}

const MORE = `
# Each part below is optional; a lane that needs one says so.
# ready: { http: 'http://127.0.0.1:8080/health' }        # when a fresh instance can be used
# entities:                                              # what scaling counts, asked of the server itself
#   noun: items
#   count: { kind: http-json, url: 'http://127.0.0.1:8080/items', path: items }
# load:                                                  # what clients ask for
#   base_url: http://127.0.0.1:8080
#   paths: [/items, /health]
# compare:                                               # thresholds and budgets of this server
#   budgets: { uss_mib: ['p(95)<200'] }
`;
