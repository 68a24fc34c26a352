import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { isolatedCompose } from './isolated-compose.js';

const DEMO = `
services:
  demo-ci:
    profiles: [ci]
    build: { context: ., dockerfile: Dockerfile }
    container_name: fixed_name
    tty: true
    stdin_open: true
    environment: { ROS_DOMAIN_ID: '30', HEADLESS: 'yes' }
    volumes: ['data:/var/lib/x', './config:/config:ro', '/abs:/abs', './p.yaml:/config/params.yaml:ro']
    ports: ['8080:8080']
    command: bash -c "echo $$HOME"
  ui:
    image: ui:latest
    container_name: ui
    ports: ['3000:80']
volumes:
  data: { name: users_own_data }
  kept: { external: true, name: outside }
networks:
  lan: { name: users_lan }
`;

const isolation = {
  service: 'demo-ci',
  ports: { main: 8080 },
  mounts: [{ host: '/tmp/i/params.yaml', container: '/config/params.yaml' }],
  image: 'medkit-bench/demo',
};

it('takes out whatever could meet a project of the same file', () => {
  const text = isolatedCompose(DEMO, '/home/u/demo', isolation);
  const file = parse(text, { version: '1.1' }) as Record<string, Record<string, unknown>>;
  expect(file['services']?.['demo-ci']).toEqual({
    build: { context: '/home/u/demo', dockerfile: 'Dockerfile' },
    image: 'medkit-bench/demo',
    environment: { ROS_DOMAIN_ID: '30', HEADLESS: 'yes' },
    volumes: [
      'data:/var/lib/x',
      '/home/u/demo/config:/config:ro',
      '/abs:/abs',
      '/tmp/i/params.yaml:/config/params.yaml:ro',
    ],
    ports: ['127.0.0.1:${MEDKIT_PORT_MAIN}:8080'],
    command: 'bash -c "echo $$HOME"',
  });
  expect(file['services']?.['ui']).toEqual({ image: 'ui:latest' });
  expect(file['volumes']).toEqual({ data: {}, kept: { external: true, name: 'outside' } });
  expect(file['networks']).toEqual({ lan: {} });
});

it('refuses aliases that would expand into gigabytes', () => {
  const line = (name: string, of: string): string => `${name}: &${name} [${`*${of},`.repeat(9)}]`;
  const bomb = ['a: &a [x]', line('b', 'a'), line('c', 'b'), line('d', 'c'), line('e', 'd'), 'services: *e'];
  expect(() => isolatedCompose(bomb.join('\n'), '/d', isolation)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/cannot be read.*alias/) }),
  );
});

it('names what is missing', () => {
  expect(() => isolatedCompose(DEMO, '/d', { ...isolation, service: 'x' })).toThrow(/no service 'x'/);
  expect(() => isolatedCompose('a: [', '/d', isolation)).toThrow(/has no services/);
});
