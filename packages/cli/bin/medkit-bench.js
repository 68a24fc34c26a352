#!/usr/bin/env node
// The version and the general help are told before anything else is loaded; CommonJS, since it starts in less time than
// an ES module.
const { readFileSync, writeSync } = require('node:fs');
const { version } = require('../package.json');

const [first, ...others] = process.argv.slice(2);
const text = others.length > 0 ? null : known(first);
if (text === null || !tell(text)) import('../dist/cli.js');

function known(flag) {
  if (['--version', '-V'].includes(flag)) return `${version}\n`;
  // What was printed at 80 columns when this was built; a narrower terminal gets its own.
  if (!['--help', '-h'].includes(flag) || (process.stdout.columns ?? 80) < 80) return null;
  try {
    return readFileSync(`${__dirname}/../dist/help.txt`, 'utf8');
  } catch {
    return null;
  }
}

/** Past the stream, which costs more than the rest; false where that is not possible: the command says why. */
function tell(text) {
  try {
    return writeSync(1, text) === Buffer.byteLength(text);
  } catch {
    return false;
  }
}
