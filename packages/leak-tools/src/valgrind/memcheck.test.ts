import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLeakToolsError } from '../errors.js';
import { parseMemcheckText } from './parse-text.js';
import { readMemcheckXml } from './parse-xml.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8');
const xml = fixture('structures.valgrind.xml');
const text = fixture('structures.valgrind.txt');
const gateway = fixture('gateway.valgrind.txt');
const parse =
  (input: string): (() => unknown) =>
  (): unknown =>
    parseMemcheckText(input);

const TRUTH = {
  valgrindVersion: '3.19.0',
  command: './structures',
  definitelyLost: { bytes: 88, blocks: 2 },
  indirectlyLost: { bytes: 975, blocks: 13 },
  possiblyLost: { bytes: 1000, blocks: 1 },
  stillReachable: { bytes: 64, blocks: 1 },
  suppressed: { bytes: 0, blocks: 0 },
  otherErrors: 0,
  fatalSignal: null,
};

describe('readMemcheckXml', () => {
  it('reads a recorded report; a lost head is not charged what hangs on it', async () => {
    const report = await readMemcheckXml([xml]);
    expect(report).toMatchObject(TRUTH);
    expect(report.records[0]).toMatchObject({
      kind: 'definite',
      function: 'shop::lose_list(int)',
      bytes: 64,
      count: 1,
    });
  });

  it('reads the protocols of newer versions, whose further elements do not concern leaks', async () => {
    const newer = xml
      .replace('<protocolversion>4<', '<protocolversion>5<')
      .replace('Valgrind-3.19.0', 'Valgrind-3.24.0')
      .replace(
        '<errorcounts>',
        '<error><unique>0x9</unique><tid>1</tid><kind>FdNotClosed</kind><fd>3</fd><what>open</what></error>\n<errorcounts>',
      );
    expect(await readMemcheckXml([newer])).toMatchObject({
      ...TRUTH,
      valgrindVersion: '3.24.0',
      otherErrors: 1,
    });
    const next = xml.replace('<protocolversion>4<', '<protocolversion>9<');
    await expect(readMemcheckXml([next])).rejects.toMatchObject({ code: 'MEDKIT_LEAK_FORMAT' });
  });

  it.each([
    ['nothing', '', 'MEDKIT_LEAK_EMPTY'],
    ['blanks', ' \n', 'MEDKIT_LEAK_EMPTY'],
    ['an open document', xml.replace('</valgrindoutput>', ''), 'MEDKIT_LEAK_TRUNCATED'],
    ['a program that did not end', xml.replace('FINISHED', 'RUNNING'), 'MEDKIT_LEAK_NO_SUMMARY'],
    [
      'a run without a leak search',
      xml.replace('--leak-check=full', '--leak-check=no'),
      'MEDKIT_LEAK_NO_SUMMARY',
    ],
    ['another tool', xml.replace('<tool>memcheck<', '<tool>helgrind<'), 'MEDKIT_LEAK_FORMAT'],
    ['another document', '<svg></svg>', 'MEDKIT_LEAK_FORMAT'],
    ['other text', 'LEAK SUMMARY: none', 'MEDKIT_LEAK_FORMAT'],
    ['a number that is none', xml.replace(/<leakedblocks>\d+/, '<leakedblocks>many'), 'MEDKIT_LEAK_FORMAT'],
    ['an unknown kind of leak', xml.replace('Leak_DefinitelyLost', 'Leak_Sideways'), 'MEDKIT_LEAK_FORMAT'],
  ])('refuses %s', async (_, input, code) => {
    await expect(readMemcheckXml([input])).rejects.toMatchObject({ code });
  });

  it('knows every prefix as cut off, and answers any damage with a report or a typed error', async () => {
    const end = xml.lastIndexOf('</valgrindoutput>');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: end }), async (length) => {
        await expect(readMemcheckXml([xml.slice(0, length)])).rejects.toSatisfy(isLeakToolsError);
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: end }), fc.string({ maxLength: 12 }), async (at, junk) => {
        const damaged = xml.slice(0, at) + junk + xml.slice(at + junk.length);
        await readMemcheckXml([damaged]).catch((error: unknown) => expect(error).toSatisfy(isLeakToolsError));
      }),
      { numRuns: 60 },
    );
  });
});

describe('parseMemcheckText', () => {
  it('reads a recorded report', () => {
    const report = parseMemcheckText(text);
    expect(report).toMatchObject(TRUTH);
    expect(report.records[0]).toMatchObject({
      kind: 'definite',
      function: 'shop::lose_list(int)',
      bytes: 64,
      count: 1,
    });
    expect(report.records[0]?.stack.map((frame) => frame.line)).toEqual([null, 17, 30]);
  });

  it('reads the report of a real ROS 2 server', () => {
    const report = parseMemcheckText(gateway);
    expect(report.definitelyLost).toEqual({ bytes: 48, blocks: 4 });
    expect(report.possiblyLost).toEqual({ bytes: 800, blocks: 2 });
    expect(report.stillReachable).toEqual({ bytes: 3664, blocks: 9 });
    expect(report.records.map((one) => one.function)).toContain('rcutils_uint8_array_init');
  });

  it('reads what newer versions print', () => {
    const newer = text
      .replace('Valgrind-3.19.0 and', 'Valgrind-3.24.0 and')
      .replace(/in \/usr\S*vgpreload_memcheck-amd64-linux\.so/g, 'vg_replace_malloc.c:446')
      .replace(/^(==\d+==) For lists/m, '$1 Some new advice\n$1 For lists');
    const report = parseMemcheckText(newer);
    expect(report).toMatchObject({ ...TRUTH, valgrindVersion: '3.24.0' });
    expect(report.records[0]?.function).toBe('shop::lose_list(int)');
  });

  it('takes "no leaks are possible" for an answer', () => {
    const clean =
      '==7== Command: ./x\n==7== All heap blocks were freed -- no leaks are possible\n==7== ERROR SUMMARY: 0 errors from 0 contexts\n';
    expect(parseMemcheckText(clean)).toMatchObject({
      definitelyLost: { bytes: 0, blocks: 0 },
      records: [],
      command: './x',
    });
  });

  it('separates processes, and asks which one when two are complete', () => {
    const other = text
      .replace(/^==(\d+)==/gm, '==1==')
      .replace('definitely lost: 88 bytes', 'definitely lost: 99 bytes');
    const pid = Number(/==(\d+)==/.exec(text)?.[1]);
    expect(parse(text + other)).toThrow(expect.objectContaining({ code: 'MEDKIT_LEAK_ARGUMENT' }));
    expect(parseMemcheckText(text + other, { pid }).definitelyLost.bytes).toBe(88);
    expect(parseMemcheckText(text + other, { pid: 1 }).definitelyLost.bytes).toBe(99);
    expect(parseMemcheckText(`==1== still running\n${text}`).definitelyLost.bytes).toBe(88);
  });

  it('names the signal that ended the program', () => {
    const killed = text.replace(
      /^(==\d+==) HEAP SUMMARY/m,
      '$1 Process terminating with default action of signal 11 (SIGSEGV)\n$1 HEAP SUMMARY',
    );
    expect(parseMemcheckText(killed).fatalSignal).toBe('SIGSEGV');
  });

  it.each([
    ['nothing', '', 'MEDKIT_LEAK_EMPTY'],
    ['other text', 'hello\nLEAK SUMMARY:\n', 'MEDKIT_LEAK_FORMAT'],
    ['no leak summary', text.replace(/LEAK SUMMARY:/, 'SUMMARY:'), 'MEDKIT_LEAK_NO_SUMMARY'],
    ['a summary cut off', text.slice(0, text.indexOf('possibly lost:')), 'MEDKIT_LEAK_TRUNCATED'],
    ['an end cut off', text.slice(0, text.indexOf('ERROR SUMMARY')), 'MEDKIT_LEAK_TRUNCATED'],
  ])('refuses %s', (_, input, code) => {
    expect(parse(input)).toThrow(expect.objectContaining({ code }));
  });

  it('answers any damage with a report or a typed error, and no prefix is ever a clean report', () => {
    const end = text.indexOf('ERROR SUMMARY');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: end }), (length) => {
        expect(parse(text.slice(0, length))).toThrow(expect.toSatisfy(isLeakToolsError));
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), fc.string({ maxLength: 12 }), (at, junk) => {
        try {
          parseMemcheckText(text.slice(0, at) + junk + text.slice(at + junk.length));
        } catch (error) {
          expect(error).toSatisfy(isLeakToolsError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
