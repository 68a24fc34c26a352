import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSites } from './compare-sites.js';
import { mergeSites } from './merge-sites.js';
import { isAllocatorFrame, qualifiedName } from './allocator-frames.js';
import { chargedFrame, siteOf, type AllocationSite, type StackFrame } from './site.js';

const frame = (name: string, line = 1, resolved = true): StackFrame => ({
  function: name,
  file: 'a.cpp',
  line,
  module: 'x',
  resolved,
});
const site = (name: string, bytes: number, count = 1, resolved = true): AllocationSite =>
  siteOf([frame('malloc'), frame(name, 1, resolved)], bytes, count);

describe('chargedFrame', () => {
  it.each([
    'malloc',
    'calloc',
    'operator new(unsigned long)',
    'operator new[](unsigned long)',
    'std::__new_allocator<int>::allocate(unsigned long, void const*)',
    'std::allocator_traits<std::allocator<int> >::allocate(std::allocator<int>&, unsigned long)',
    'std::_Vector_base<int>::_M_allocate(unsigned long)',
    'std::__cxx11::basic_string<char>::_M_create(unsigned long&, unsigned long)',
    'void std::vector<int>::_M_realloc_insert<int>(int*)',
    'std::pair<int, int> std::map<int, int>::emplace<int>(int&&)',
    'ddsrt_malloc',
    'rcutils_strndup',
    'ztrymalloc_usable_internal',
    'ngx_palloc',
    '_M_invoke',
  ])('does not charge %s', (name) => {
    expect(isAllocatorFrame(name)).toBe(true);
  });

  it.each(['malloc_config', 'my_malloc_wrapper', 'leak()', 'newton()', 'operator==(A, B)'])(
    'charges %s',
    (name) => {
      expect(isAllocatorFrame(name)).toBe(false);
    },
  );

  it.each([
    ['void a::b<c d>(e f)', 'a::b<c d>'],
    ['a::operator()(int) const', 'a::operator()'],
    ['a::operator<<(std::ostream&)', 'a::operator<<'],
    ['bool operator< <int>(a, b)', 'operator< <int>'],
    ['(anonymous namespace)::run(int)', '(anonymous namespace)::run'],
    ['main', 'main'],
    ['', ''],
  ])('names %s as %s', (signature, name) => {
    expect(qualifiedName(signature)).toBe(name);
  });

  it('takes the innermost frame when there is nothing else, and says so without any', () => {
    expect(chargedFrame([frame('malloc')]).function).toBe('malloc');
    expect(chargedFrame([])).toMatchObject({ function: '(no stack)', resolved: false });
  });
});

describe('mergeSites', () => {
  it('adds sites of the same place and keeps the stack of the largest', () => {
    const large = siteOf([frame('malloc'), frame('a'), frame('big')], 10, 1);
    const merged = mergeSites([site('a', 3, 2), large, site('b', 7)]);
    expect(merged).toMatchObject([
      { function: 'a', bytes: 13, count: 3, stack: large.stack },
      { function: 'b', bytes: 7 },
    ]);
  });

  it('keeps totals', () => {
    const sites = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(1000), fc.nat(10)));
    fc.assert(
      fc.property(sites, (rows) => {
        const merged = mergeSites(rows.map(([name, bytes, count]) => site(name, bytes, count)));
        expect(merged.reduce((sum, one) => sum + one.bytes, 0)).toBe(
          rows.reduce((sum, one) => sum + one[1], 0),
        );
        expect(new Set(merged.map((one) => one.function)).size).toBe(merged.length);
      }),
    );
  });
});

describe('compareSites', () => {
  it('ranks what grew, with shares of all growth, and shows what shrank or went', () => {
    const rows = compareSites(
      [site('same', 5), site('grew', 10, 1), site('gone', 4)],
      [site('same', 5), site('grew', 40, 3), site('fresh', 10)],
    );
    expect(
      rows.map((row) => [row.site.function, row.bytesBefore, row.bytesAfter, row.grownBytes, row.share]),
    ).toEqual([
      ['grew', 10, 40, 30, 0.75],
      ['fresh', 0, 10, 10, 0.25],
      ['gone', 4, 0, -4, null],
    ]);
    expect(rows[0]?.grownBlocks).toBe(2);
  });

  it('takes addresses of a stripped program for one place: they change with every start', () => {
    const before = [site('0x7f01', 10, 1, false)];
    const after = [site('0x9f01', 30, 2, false)];
    expect(compareSites(before, after)).toMatchObject([{ grownBytes: 20, grownBlocks: 1 }]);
  });

  it('is nothing between equal profiles', () => {
    expect(compareSites([site('a', 5)], [site('a', 5)])).toEqual([]);
  });
});
