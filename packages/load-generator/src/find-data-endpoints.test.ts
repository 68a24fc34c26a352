import { describe, expect, it } from 'vitest';
import { httpServer, json, pathOf } from '../test/servers.js';
import { findDataEndpoints } from './find-data-endpoints.js';

async function target(answers: Record<string, unknown>): Promise<{
  settings: { origin: string; headers: Record<string, string>; connect: object; timeoutMs: number };
}> {
  const { url } = await httpServer((request, response) => {
    const body = answers[pathOf(request)];
    json(response, body ?? {}, body === undefined ? 404 : 200);
  });
  return { settings: { origin: url, headers: {}, connect: {}, timeoutMs: 5000 } };
}

describe('findDataEndpoints', () => {
  it('takes the first app whose data is not empty', async () => {
    const { settings } = await target({
      '/api/v1/apps': { items: [{ id: 'empty' }, { id: 'a b' }, { id: 'c' }] },
      '/api/v1/apps/empty/data': { items: [] },
      '/api/v1/apps/a%20b/data': { items: [{}] },
    });
    const found = await findDataEndpoints(settings, '/api/v1', 1, false);
    expect(found).toEqual({ basePath: '/api/v1', paths: ['/apps/a%20b/data'], note: null });
  });

  it('finds the API below a bare address when allowed to', async () => {
    const { settings } = await target({ '/api/v1/apps': { items: [] } });
    expect((await findDataEndpoints(settings, '', 0, true)).basePath).toBe('/api/v1');
    expect((await findDataEndpoints(settings, '', 0, false)).basePath).toBe('');
  });

  it('passes over an id that no path can hold', async () => {
    const { settings } = await target({
      '/apps': { items: [{ id: '\ud800' }, { id: 'b' }] },
      '/apps/b/data': { items: [{}] },
    });
    expect((await findDataEndpoints(settings, '', 1, false)).paths).toEqual(['/apps/b/data']);
  });

  it('falls back on components and says when that is not enough', async () => {
    const { settings } = await target({
      '/apps': { items: [{ id: 'x' }] },
      '/components': { items: [{ id: 'host' }] },
      '/components/host/data': { items: [{}] },
    });
    const found = await findDataEndpoints(settings, '', 2, false);
    expect(found.paths).toEqual(['/components/host/data']);
    expect(found.note).toMatch(/1 of 2/);
  });

  it.each([
    ['not a list', { items: 3 }],
    ['nothing', undefined],
  ])('says so when there is %s', async (_, apps) => {
    const { settings } = await target(apps === undefined ? {} : { '/apps': apps });
    const found = await findDataEndpoints(settings, '', 1, false);
    expect(found.paths).toEqual([]);
    expect(found.note).toMatch(/no entity list/);
  });
});
