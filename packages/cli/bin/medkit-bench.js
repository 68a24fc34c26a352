#!/usr/bin/env node
// The version is told before anything else is loaded; CommonJS, since it starts in less time than an ES module.
const { writeSync } = require('node:fs');
const { version } = require('../package.json');

const [first, ...others] = process.argv.slice(2);
if (others.length > 0 || !['--version', '-V'].includes(first) || !tell(`${version}\n`))
  import('../dist/cli.js');

/** Past the stream, which costs more than the rest; false where that is not possible: the command says why. */
function tell(text) {
  try {
    return writeSync(1, text) === text.length;
  } catch {
    return false;
  }
}
