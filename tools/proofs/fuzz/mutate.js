// Damages texts, and values of JSON, in the ways that programs, kernels, networks and attackers do.

/** Words that make parsers stumble. */
const WORDS = [
  ...[
    '',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\0',
    '-',
    ':',
    ',',
    '"',
    "'",
    '\\',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    '&',
    '%',
  ],
  ...[
    '-1',
    '0',
    '1e309',
    '-1e309',
    '1e-400',
    '99999999999999999999',
    '0x10',
    '007',
    'NaN',
    'Infinity',
    '1_000',
    '٣',
  ],
  ...['null', 'true', '~', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'],
  ...[
    '../../../../etc/passwd',
    '/proc/self/mem',
    '<script>alert(1)</script>',
    '{port}',
    '{var:x}',
    '${x}',
    '$(x)',
    '`x`',
  ],
  ...[
    '\u00ff',
    '\ud800',
    '\u202e',
    '\u001b[2J',
    '😀',
    '\ufeff',
    'data: ',
    'id: ',
    '<!--',
    ']]>',
    '&a [*a,*a]',
    '!!js/function x',
  ],
  ...['[['.repeat(500), '{"a":'.repeat(300), 'a'.repeat(5000), '\n'.repeat(500), '9'.repeat(400)],
];
const VALUES = [
  ...[null, true, '', 'x', -1, 0, 1e308, -1e308, 5e-324, 2 ** 53, 1.5, [], {}, [[]], [null], { a: 1 }],
  ...[
    '1e309',
    '__proto__',
    '../..',
    '<img src=x onerror=alert(1)>',
    'a'.repeat(2000),
    '\u0000',
    '\ud800',
    '{port}',
    '{dir}',
  ],
];
const KEYS = ['__proto__', 'constructor', 'toString', '', '0', 'a.b', '../x', '<b>', 'x'.repeat(300)];

const pick = (list, random) => list[Math.floor(random() * list.length)];

/** One to four damages to a text; `other` lends pieces. */
export function mutateText(text, random, other = text) {
  const at = (length) => Math.floor(random() * (length + 1));
  let out = text;
  for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1) {
    const from = at(out.length);
    const to = Math.min(out.length, from + at(random() < 0.2 ? 400 : 20));
    switch (Math.floor(random() * 9)) {
      case 0:
        out = out.slice(0, from);
        break;
      case 1:
        out = out.slice(0, from) + out.slice(to);
        break;
      case 2:
        out = out.slice(0, to) + out.slice(from);
        break;
      case 3:
      case 4:
        out = out.slice(0, from) + pick(WORDS, random) + out.slice(to);
        break;
      case 5:
        out = out.slice(0, from) + String.fromCharCode(at(255)) + out.slice(from + 1);
        break;
      case 6: {
        const start = at(other.length);
        out = out.slice(0, from) + other.slice(start, start + at(200)) + out.slice(to);
        break;
      }
      case 7:
        out = out.replace(/\d+/, () =>
          pick(['-1', '0', '18446744073709551616', '1e400', '4294967296', ''], random),
        );
        break;
      default:
        out = out.slice(from) + out.slice(0, from);
    }
  }
  return out.length > 65_536 ? out.slice(0, 65_536) : out;
}

/** One to three damages to a value: what stands somewhere in it is replaced, removed, renamed or nested. */
export function mutateValue(value, random) {
  let out = structuredClone(value);
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) out = damaged(out, random);
  return out;
}

function damaged(value, random) {
  const isOpen = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isOpen || random() < 0.06) return replaced(value, random);
  const key = pick(Object.keys(value), random);
  const chance = random();
  if (chance < 0.55) own(value, key, damaged(value[key], random));
  else if (chance < 0.75) own(value, key, replaced(value[key], random));
  else if (chance < 0.87) {
    if (Array.isArray(value)) value.splice(Number(key), 1);
    else delete value[key];
  } else if (!Array.isArray(value)) {
    own(value, pick(KEYS, random), value[key]);
    if (random() < 0.5) delete value[key];
  } else value.push(...value.slice(0, 50));
  return value;
}

function replaced(value, random) {
  if (random() < 0.15) return [value];
  if (random() < 0.15) return { [pick(KEYS, random)]: value };
  if (typeof value === 'number' && random() < 0.5) return value * pick([-1, 0, 1e9, 1e-9, 1e300], random);
  if (typeof value === 'string' && random() < 0.5) return mutateText(value, random);
  return structuredClone(pick(VALUES, random));
}

// Also `__proto__`, which an assignment would not make a key.
function own(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
