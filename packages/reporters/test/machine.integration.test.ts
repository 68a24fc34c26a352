import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { renderExport } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';

const ALL = FIXTURES.map(({ summary }) => summary);
// Debian's interpreter: another Python on the path does not see Debian's packages.
const PYTHON = '/usr/bin/python3';
const PARSER = '/usr/lib/python3/dist-packages/prometheus_client';
const COUNT = `
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
print(sum(len(family.samples) for family in parse(sys.stdin.read())))
`;

describeWith(
  [PYTHON, ...(existsSync(PARSER) ? [] : ['python3-prometheus-client'])],
  "Prometheus' OpenMetrics parser",
  () => {
    const parse = (text: string): string =>
      execFileSync(PYTHON, ['-c', COUNT], {
        input: text,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      }).trim();

    it('reads every sample of every fixture', () => {
      // Each run is a scrape of its own: fixtures share names that one scrape may hold once.
      for (const summary of ALL) {
        const text = renderExport('openmetrics', [summary], { run: 'x' });
        const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
        expect(parse(text)).toBe(String(lines.length));
      }
    });

    it('refuses a text without its end, so the test above can fail', () => {
      expect(() => parse('# TYPE a gauge\na 1\n')).toThrow();
    });
  },
);

describeWith(['xmllint'], 'xmllint', () => {
  const schema = fileURLToPath(new URL('schema/junit.xsd', import.meta.url));
  const validate = (text: string): Buffer =>
    execFileSync('xmllint', ['--noout', '--schema', schema, '-'], {
      input: text,
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  it('finds every JUnit report valid by the schema', () => {
    validate(renderExport('junit', ALL, { run: 'x' }));
    validate(renderExport('junit', [], { run: 'x' }));
  });

  it('refuses one that has two outcomes, so the test above can fail', () => {
    const text = renderExport('junit', ALL, { run: 'x' });
    expect(() => validate(text.replace('<skipped ', '<error message="x"/><skipped '))).toThrow(
      /not expected/u,
    );
  });
});
