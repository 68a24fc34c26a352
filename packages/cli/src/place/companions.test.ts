import type { Instance } from '@medkit-bench/targets';
import { expect, it } from 'vitest';
import { startCompany } from './companions.js';
import { fillCommand } from './fill-command.js';
import { parseEnvironment } from './parse-environment.js';

interface Fake extends Instance {
  end(): void;
}

function fake(name: string, log: string[]): Fake {
  let alive = true;
  let settle: (end: { code: number; signal: null }) => void;
  const exited = new Promise<{ code: number; signal: null }>((resolve) => (settle = resolve));
  const end = (): void => {
    alive = false;
    settle({ code: 1, signal: null });
  };
  return {
    id: name,
    pid: 1,
    label: 'x',
    exited,
    running: () => alive,
    logTail: () => [`${name} speaks`],
    stop: () => {
      log.push(`stop ${name}`);
      end();
      return Promise.resolve({ how: 'terminated', code: 0, signal: null });
    },
    end,
  };
}

const spec = {
  command: ['main'],
  env: {},
  companions: { helper: { command: ['helper'], env: {} } },
};

it('starts companions first, stops them last, and all of them are one instance', async () => {
  const log: string[] = [];
  const company = await startCompany(spec, ({ command }) => {
    log.push(`start ${command[0]}`);
    return Promise.resolve(fake(String(command[0]), log));
  });
  expect(company.instance.running()).toBe(true);
  company.companions[0]?.end();
  expect(company.instance.running()).toBe(false);
  expect(await company.instance.logTail(1)).toEqual(['helper speaks']);
  await company.instance.stop();
  expect(log).toEqual(['start helper', 'start main', 'stop main', 'stop helper']);
});

it('ends the companions when the target cannot be started', async () => {
  const log: string[] = [];
  const starting = startCompany(spec, ({ command }) =>
    command[0] === 'main'
      ? Promise.reject(new Error('no such program'))
      : Promise.resolve(fake('helper', log)),
  );
  await expect(starting).rejects.toThrow('no such program');
  expect(log).toEqual(['stop helper']);
});

it('puts the words of a profiler where the command says', () => {
  const fill = (text: string): string => text.replace('{port}', '80');
  const command = ['env', '{wrap}', 'server', '{port}'];
  expect(fillCommand(command, fill)).toEqual(['env', 'server', '80']);
  expect(fillCommand(command, fill, 'x', ['heaptrack', '-o', 'f'])).toEqual(
    'env heaptrack -o f server 80'.split(' '),
  );
});

it('reads an environment: first of a name, values with equal signs, no name no variable', () => {
  const read = parseEnvironment('A=1\0B=x=y\0=z\0A=2\0junk\0');
  expect([...read]).toEqual([
    ['A', '1'],
    ['B', 'x=y'],
  ]);
});
