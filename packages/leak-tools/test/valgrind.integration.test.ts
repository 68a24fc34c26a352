import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import {
  endSubject,
  findSubject,
  findTool,
  findWrapperPid,
  parseMemcheckText,
  readMemcheckFile,
  SUPPRESSION_SETS,
  suppressionText,
  valgrindCommand,
} from '../src/index.ts';
import { localHost } from './local-host.ts';
import { Workbench } from './workbench.ts';

describeWith(['valgrind', 'gcc', 'g++'], 'valgrind for real', () => {
  const bench = new Workbench();
  let leaky = '';
  let structures = '';
  beforeAll(() => {
    leaky = bench.build('leaky.c');
    structures = bench.build('structures.cpp', ['-g', '-O0']);
  });
  afterAll(() => bench.remove());

  it('counts what is lost to the byte and the block', async () => {
    expect(await findTool(localHost, 'valgrind')).toMatchObject({
      name: 'valgrind',
      version: expect.stringMatching(/^3\./),
    });
    const wrapped = valgrindCommand([leaky, '37', '211'], { xmlFile: bench.path('exact.xml') });
    await bench.run(wrapped.argv);
    const report = await readMemcheckFile(localHost, wrapped.outputs);
    expect(report.definitelyLost).toEqual({ bytes: 37 * 211, blocks: 37 });
    expect(report.indirectlyLost).toEqual({ bytes: 0, blocks: 0 });
    expect(report.records[0]).toMatchObject({
      kind: 'definite',
      function: 'leak_blocks',
      bytes: 37 * 211,
      count: 37,
    });
    expect(report.records[0]?.file).toMatch(/leaky\.c$/);
    expect(report).toMatchObject({ otherErrors: 0, fatalSignal: null, command: `${leaky} 37 211` });
  });

  it('tells the four kinds apart, the same from XML and from text', async () => {
    const wrapped = valgrindCommand([structures], { xmlFile: bench.path('kinds.xml') });
    await bench.run(wrapped.argv);
    const xml = await readMemcheckFile(localHost, wrapped.outputs);
    const printed = await bench.run(['valgrind', '--leak-check=full', '--show-leak-kinds=all', structures]);
    const text = parseMemcheckText(printed);
    for (const report of [xml, text]) {
      expect(report.definitelyLost).toEqual({ bytes: 88, blocks: 2 });
      expect(report.indirectlyLost.blocks).toBe(13);
      expect(report.possiblyLost).toEqual({ bytes: 1000, blocks: 1 });
      expect(report.stillReachable).toEqual({ bytes: 64, blocks: 1 });
    }
    expect(xml.indirectlyLost).toEqual(text.indirectlyLost);
    const heads = (report: typeof xml): string[] =>
      report.records.filter((one) => one.kind === 'definite').map((one) => one.function);
    expect(heads(xml)).toEqual(['shop::lose_list(int)', 'shop::lose_cart()']);
    expect(heads(text)).toEqual(heads(xml));
    expect(text.otherErrors).toBe(0);
  });

  it('ends the program itself; the report is whole', async () => {
    const wrapped = valgrindCommand([leaky, '3', '50', 'wait'], { xmlFile: bench.path('ended.xml') });
    const child = await bench.start(wrapped.argv);
    await expect(readMemcheckFile(localHost, wrapped.outputs)).rejects.toMatchObject({
      code: 'MEDKIT_LEAK_TRUNCATED',
    });
    expect(await findWrapperPid(localHost, wrapped)).toBe(child.pid);
    const subject = await findSubject(localHost, 'valgrind', child.pid);
    expect(await endSubject(localHost, subject)).toMatchObject({ how: 'SIGINT', clean: true });
    expect((await readMemcheckFile(localHost, wrapped.outputs)).definitelyLost).toEqual({
      bytes: 150,
      blocks: 3,
    });
  });

  it('calls a killed program unmeasured, never clean', async () => {
    const wrapped = valgrindCommand([leaky, '3', '50', 'deaf'], { xmlFile: bench.path('killed.xml') });
    const subject = await findSubject(localHost, 'valgrind', (await bench.start(wrapped.argv)).pid);
    const steps = [
      { signal: 'SIGINT', graceS: 0.2 },
      { signal: 'SIGKILL', graceS: 20 },
    ] as const;
    await expect(endSubject(localHost, subject, { steps })).rejects.toMatchObject({
      code: 'MEDKIT_LEAK_NOT_FINALISED',
    });
    await expect(readMemcheckFile(localHost, wrapped.outputs)).rejects.toMatchObject({
      code: 'MEDKIT_LEAK_TRUNCATED',
    });
  });

  it('calls a program that replaced itself unmeasured', async () => {
    const wrapped = valgrindCommand([leaky, '3', '50', 'exec'], { xmlFile: bench.path('exec.xml') });
    const child = await bench.start(wrapped.argv);
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    const read = readMemcheckFile(localHost, wrapped.outputs);
    await expect(read).rejects.toMatchObject({ code: expect.stringMatching(/TRUNCATED|NO_SUMMARY/) });
  });

  it('parses the shipped suppressions, which hide no definite loss', async () => {
    const files: string[] = [];
    for (const set of SUPPRESSION_SETS) {
      const text = await suppressionText(set);
      // Every suppression names the kinds it hides, and none of them is definite.
      expect(text.match(/^\{$/gm)?.length).toBe(
        text.match(/^ {3}match-leak-kinds: (reachable|possible)$/gm)?.length,
      );
      const file = bench.path(`${set}.supp`);
      writeFileSync(file, text);
      files.push(file);
    }
    const wrapped = valgrindCommand([leaky, '3', '50'], {
      xmlFile: bench.path('supp.xml'),
      suppressions: files,
    });
    const said = await bench.run(wrapped.argv);
    expect(said).not.toMatch(/in suppressions file|unknown|FATAL/i);
    expect((await readMemcheckFile(localHost, wrapped.outputs)).definitelyLost).toEqual({
      bytes: 150,
      blocks: 3,
    });
  });

  it('names the suppressions that were used', async () => {
    const file = bench.path('mine.supp');
    writeFileSync(
      file,
      '{\n   my-known-leak\n   Memcheck:Leak\n   match-leak-kinds: definite\n   ...\n   fun:leak_blocks\n}\n',
    );
    const wrapped = valgrindCommand([leaky, '3', '50'], {
      xmlFile: bench.path('used.xml'),
      suppressions: [file],
    });
    await bench.run(wrapped.argv);
    const report = await readMemcheckFile(localHost, wrapped.outputs);
    expect(report.definitelyLost).toEqual({ bytes: 0, blocks: 0 });
    expect(report.suppressionsUsed).toEqual([{ name: 'my-known-leak', count: 1, amount: null }]);
    const printed = await bench.run([
      'valgrind',
      '--leak-check=full',
      '-s',
      `--suppressions=${file}`,
      leaky,
      '3',
      '50',
    ]);
    const text = parseMemcheckText(printed);
    expect(text.suppressed).toEqual({ bytes: 150, blocks: 3 });
    expect(text.suppressionsUsed).toEqual([
      { name: 'my-known-leak', count: 1, amount: { bytes: 150, blocks: 3 } },
    ]);
  });
});
