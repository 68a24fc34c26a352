// What a ROS program is told on its command line, as far as the stand-ins need it.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The parameters of a node in the file of `--params-file`, nested; `/**` is every node. */
export function paramsOf(argv, node) {
  const file = argv[argv.indexOf('--params-file') + 1];
  if (!argv.includes('--params-file')) return { file: null, params: {} };
  return { file, params: find(parse(readFileSync(file, 'utf8')), node) ?? {} };
}

function find(value, node) {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === node || key === '/**') && inner?.ros__parameters) return inner.ros__parameters;
    const below = find(inner, node);
    if (below !== null) return below;
  }
  return null;
}

/** One level of dotted names. */
export function flat(params, prefix = '') {
  return Object.entries(params).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );
}

/** A line as rclcpp prints it. */
export function log(level, node, text) {
  const s = Date.now() / 1000;
  process.stderr.write(`[${level}] [${s.toFixed(9)}] [${node}]: ${text}\n`);
}
