import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { isLeakToolsError } from '../errors.js';
import { flameBoxes, flameTree } from './flame-tree.js';
import { foldedText, parseFolded } from './folded-text.js';
import { renderFlameGraph } from './render-flame-graph.js';

const STACKS = [
  { frames: ['main', 'serve', 'parse<T>'], weight: 3 * 1024 },
  { frames: ['main', 'serve'], weight: 1024 },
  { frames: ['main', 'log & "quote"'], weight: 4 * 1024 },
];

/** Names of the elements of a well-formed document and all attribute names; throws when it is not well-formed. */
function elementsOf(svg: string): { tags: Set<string>; attributes: Set<string> } {
  const tags = new Set<string>();
  const attributes = new Set<string>();
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    tags.add(tag.name);
    for (const name of Object.keys(tag.attributes)) attributes.add(name);
  });
  parser.write(svg).close();
  return { tags, attributes };
}

describe('folded stacks', () => {
  it('writes and reads the common format, adding equal stacks', () => {
    const text = foldedText([...STACKS, { frames: ['main', 'serve'], weight: 1 }]);
    expect(text).toBe('main;serve;parse<T> 3072\nmain;serve 1025\nmain;log & "quote" 4096\n');
    expect(parseFolded(text)).toHaveLength(3);
    expect(parseFolded('a;b (x.cpp);c 12\n')).toEqual([{ frames: ['a', 'b (x.cpp)', 'c'], weight: 12 }]);
  });

  it('refuses other text by its line', () => {
    expect(() => parseFolded('a;b 1\nno weight here\n')).toThrow(/line 2/);
    expect(() => parseFolded('\n')).toThrow(expect.objectContaining({ code: 'MEDKIT_LEAK_EMPTY' }));
  });

  it('reads back whatever names it wrote', () => {
    const stack = fc.record({
      frames: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      weight: fc.integer({ min: 1, max: 1e12 }),
    });
    fc.assert(
      fc.property(fc.array(stack, { minLength: 1 }), (stacks) => {
        const total = stacks.reduce((sum, one) => sum + one.weight, 0);
        expect(parseFolded(foldedText(stacks)).reduce((sum, one) => sum + one.weight, 0)).toBe(total);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseFolded(text);
        } catch (error) {
          expect(error).toSatisfy(isLeakToolsError);
        }
      }),
    );
  });
});

describe('flameBoxes', () => {
  it('stacks callees on callers, the widest first', () => {
    const boxes = flameBoxes(flameTree(STACKS, 'all'), 0);
    expect(boxes.map((box) => [box.name, box.depth, box.start / 1024, box.weight / 1024])).toEqual(
      expect.arrayContaining([
        ['all', 0, 0, 8],
        ['main', 1, 0, 8],
        ['log & "quote"', 2, 0, 4],
        ['serve', 2, 4, 4],
        ['parse<T>', 3, 4, 3],
      ]),
    );
  });

  it('never draws a callee outside its caller', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const stack = fc.record({
      frames: fc.array(name, { minLength: 1, maxLength: 6 }),
      weight: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(stack, { minLength: 1 }), (stacks) => {
        const boxes = flameBoxes(flameTree(stacks, 'all'), 0);
        for (const box of boxes.filter((one) => one.depth > 0)) {
          const below = boxes.filter((one) => one.depth === box.depth - 1);
          expect(
            below.some((one) => one.start <= box.start && box.start + box.weight <= one.start + one.weight),
          ).toBe(true);
        }
      }),
    );
  });
});

describe('renderFlameGraph', () => {
  it('is one accessible document without scripts or references', () => {
    const svg = renderFlameGraph(STACKS, { title: 'Leaks of <server> & co' });
    const { tags, attributes } = elementsOf(svg);
    expect([...tags].sort()).toEqual(['desc', 'g', 'rect', 'svg', 'text', 'title']);
    expect([...attributes].filter((name) => /href|^on|style/.test(name))).toEqual([]);
    expect(svg).toContain('role="img" aria-labelledby="flame-title flame-desc"');
    expect(svg).toContain('<title id="flame-title">Leaks of &lt;server&gt; &amp; co</title>');
    expect(svg).toContain('<title>parse&lt;T&gt; - 3.0 KiB, 37.5 %</title>');
    expect(svg.match(/http[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('shows counts as they are', () => {
    expect(renderFlameGraph(STACKS, { title: 't', unit: 'count' })).toContain(
      'parse&lt;T&gt; - 3072, 37.5 %',
    );
  });

  it('leaves out what is too narrow to see and cuts what is too deep', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({ frames: [`f${i}`], weight: i === 0 ? 1e9 : 1 }));
    expect(renderFlameGraph(many, { title: 't' }).length).toBeLessThan(5000);
    const deep = [{ frames: Array.from({ length: 5000 }, (_, i) => `f${i}`), weight: 1 }];
    const svg = renderFlameGraph(deep, { title: 't' });
    expect(svg).toContain('deeper than 300 frames are cut');
    elementsOf(svg);
  });

  it('refuses nothing to draw and an odd width', () => {
    expect(() => renderFlameGraph([], { title: 't' })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_LEAK_EMPTY' }),
    );
    expect(() => renderFlameGraph(STACKS, { title: 't', width: 3 })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_LEAK_ARGUMENT' }),
    );
  });

  it('is well-formed whatever the names are', () => {
    const name = fc.string({ unit: 'binary' });
    const stack = fc.record({
      frames: fc.array(name, { maxLength: 5 }),
      weight: fc.integer({ min: 1, max: 1e9 }),
    });
    fc.assert(
      fc.property(fc.array(stack, { minLength: 1, maxLength: 10 }), name, (stacks, title) => {
        elementsOf(renderFlameGraph(stacks, { title }));
      }),
    );
    elementsOf(renderFlameGraph([{ frames: ['\ud800 \u0000 \uffff ]]>'], weight: 1 }], { title: '\udfff' }));
  });
});
