import { describe, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import { heapRecordOf, siteOf } from '../../test/profiled-record.js';
import { parseProfile } from '../profile/load-profile.js';
import { attributeLane } from './attribute.js';
import type { CellRecord } from './cell-record.js';
import { laneDefaults } from './settings.js';

const profile = parseProfile('name: server\nstart: {kind: local, command: [server]}', 'test');
const settings = laneDefaults('attribute', false);

const at = (size: number, bytes: number): CellRecord => {
  const peak = [siteOf('entity', bytes, size), siteOf('base', 500)];
  const heap = heapRecordOf({ peak_bytes: bytes + 500 });
  return cellRecord({
    id: `at-${size}`,
    entities_asked: size,
    entity_count: size,
    profiled: { ...heap, sites: { ...heap.sites, peak } },
  });
};

describe('attribute', () => {
  it('names who holds memory at one size', () => {
    const { verdict, headline, numbers } = attributeLane.summarise([at(200, 8000)], settings, profile);
    expect(verdict).toBe('ATTRIBUTED');
    expect(headline).toMatch(/at 200 entities; first site entity/);
    expect(numbers['growth']).toBeNull();
  });

  it('says what grew between two sizes, per entity, and leaves out what did not', () => {
    const cells = [at(10, 400), at(200, 8000)];
    const { numbers } = attributeLane.summarise(cells, { ...settings, attributeFrom: 10 }, profile);
    expect(numbers['growth']).toMatchObject({
      grown_bytes: 7600,
      grown_bytes_per_entity: 40,
      sites: [
        { function: 'entity', grown_bytes: 7600, grown_blocks: 190, share: 1, stack: ['entity', 'main'] },
      ],
    });
  });

  it('says nothing when one of the sizes failed', () => {
    const failed = cellRecord({ status: 'failed', failure: 'died', profiled: null });
    const one = attributeLane.summarise([at(10, 400), failed], { ...settings, attributeFrom: 10 }, profile);
    expect(one).toMatchObject({ verdict: 'NOT MEASURED', reason: 'died' });
  });
});

describe('a target that cannot be started under a profiler is refused', () => {
  const plan = (yaml: string) => () => attributeLane.plan(settings, parseProfile(yaml, 'test'));
  it.each([
    ['name: a\nstart: {kind: attach, pid: 1}', /has to start the target/],
    ['name: a\nstart: {kind: docker, image: x}', /leaves it to the image/],
    ['name: a\nstart: {kind: local, command: [sh, -c, server]}', /only starts another program/],
  ])('%s', (yaml, says) => {
    expect(plan(yaml)).toThrow(says);
  });

  it('unless the profile says where the profiler goes', () => {
    const yaml = "name: a\nstart: {kind: docker, image: x, command: [bash, start.sh, '{wrap}', server]}";
    expect(plan(yaml)()).toHaveLength(1);
  });
});
