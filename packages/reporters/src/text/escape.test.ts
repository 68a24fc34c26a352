import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { codeSpan, csvField, escapeHtml, escapeMarkdown, scriptJson } from './escape.js';
import { plainLine } from './plain-line.js';

const nasty = fc.string({
  unit: fc.constantFrom(
    ...'<>&"\'`*_[](){}#+-.!|~$=@:/\\\n\r\t aA1',
    '\u001B[31m',
    '\u202E',
    'http://a.b',
    'www.a.b',
    '<b>',
    '</script>',
    '1. ',
    '- ',
    ']]>',
    'mailto:a@b.c',
  ),
  maxLength: 30,
});

const parser = new new JSDOM('').window.DOMParser();
const parseHtml = (html: string): Document => parser.parseFromString(html, 'text/html');

describe('plainLine', () => {
  it('takes escape sequences, controls and direction overrides out whole', () => {
    expect(plainLine('\u001B[31mred\u001B[0m \u001B]0;title\u0007a\u202Eb\u0000\r\nc')).toBe('red ab c');
    expect(plainLine('\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\')).toBe('link');
  });

  it('is one line without controls, and stable, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = plainLine(text);
        // eslint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202E]/u);
        expect(plainLine(line)).toBe(line);
      }),
    );
  });

  it('cuts what is too long and says so', () => {
    expect(plainLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(10)}…`);
  });
});

describe('escapeMarkdown', () => {
  const elements = (markdown: string): string[] => {
    const html = marked.parse(markdown, { async: false, gfm: true });
    return [...parseHtml(html).body.querySelectorAll('*')].map((node) => node.tagName);
  };

  it('comes out of a Markdown parser as text only, wherever it stands', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(elements(`x ${escapeMarkdown(text)} y`)).toEqual(['P']);
        const alone = escapeMarkdown(text);
        if (alone !== '') expect(elements(alone)).toEqual(['P']);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps a table row one row of one cell', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const tags = elements(`| a | b |\n| --- | --- |\n| ${escapeMarkdown(text)} | z |`);
        expect(tags.filter((tag) => tag === 'TD')).toHaveLength(2);
        expect(
          tags.filter((tag) => ['A', 'IMG', 'EM', 'STRONG', 'CODE', 'DEL', 'SCRIPT', 'B'].includes(tag)),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('sends no mention', () => {
    expect(escapeMarkdown('by @octo, at 2 @ 3')).toBe('by @\u2060octo, at 2 @ 3');
  });

  it('leaves ordinary text readable', () => {
    expect(escapeMarkdown('median (IQR) refresh_ms: 1000, −5 % a.b')).toBe(
      'median (IQR) refresh_ms: 1000, −5 % a.b',
    );
  });
});

describe('codeSpan', () => {
  it('cannot be closed from inside', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        if (plainLine(text).trim() === '') return;
        const html = marked.parseInline(`a ${codeSpan(text)} b`, { async: false });
        expect([...parseHtml(html).body.querySelectorAll('*')].map((e) => e.tagName)).toEqual(['CODE']);
      }),
    );
  });
});

describe('escapeHtml', () => {
  it('stays text in content and in an attribute', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const document = parseHtml(`<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`);
        expect(document.body.querySelectorAll('*')).toHaveLength(1);
        expect(document.querySelector('p')?.title).toBe(plainLine(text));
        expect(document.querySelector('p')?.textContent).toBe(plainLine(text));
      }),
      { numRuns: 60 },
    );
  });
});

describe('csvField', () => {
  it('disarms formulas and quotes what needs it', () => {
    expect(csvField('=1+1')).toBe("'=1+1");
    expect(csvField('@SUM(A1)')).toBe("'@SUM(A1)");
    expect(csvField('a,"b"')).toBe('"a,""b"""');
    expect(csvField('-1')).toBe("'-1");
    expect(csvField(-1)).toBe('-1');
    expect(csvField(null)).toBe('');
  });
});

describe('scriptJson', () => {
  it('cannot leave its script element and reads back the same', () => {
    const value = { a: '</script><!-- <script> & \u2028', b: [1, null] };
    expect(scriptJson(value)).not.toMatch(/[<>&\u2028]/u);
    expect(JSON.parse(scriptJson(value))).toEqual(value);
  });
});
