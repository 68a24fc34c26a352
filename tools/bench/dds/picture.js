#!/usr/bin/env node
// Draws nodes against seconds, CPU and memory: this host's figures as scale.js wrote them, beside those of an rclcpp host.
//
//   node tools/bench/dds/scale.js --json figures.json && node tools/bench/dds/picture.js figures.json
//
// Writes packages/dds-graph-host/docs/scale.svg and scale.png. Needs the built @medkit-bench/reporters.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { svgToPng } from '@medkit-bench/reporters';

const DOCS = resolve(import.meta.dirname, '../../../packages/dds-graph-host/docs');
const [PAPER, INK, MUTED] = ['#ffffff', '#1f2328', '#59636e'];
const [OURS_CYCLONE, OURS_FAST, RCLCPP] = ['#0969da', '#1a7f37', '#bc4c00'];

// One process of rclcpp nodes of the same shape, timers off, on 2 cores: seconds and CPU until a gateway lists all of them.
const OTHERS = [
  { series: 'rclcpp host, Cyclone DDS', nodes: 10, seconds: 1.3, cpu: 0.07, mb: 20 },
  { series: 'rclcpp host, Cyclone DDS', nodes: 100, seconds: 1.3, cpu: 0.85, mb: 56 },
  { series: 'rclcpp host, Cyclone DDS', nodes: 1000, seconds: 42, cpu: 39.3, mb: 601 },
  { series: 'rclcpp host, Fast DDS', nodes: 100, seconds: 3.3, cpu: 3.35, mb: 310 },
];
const COLORS = {
  'dds-graph-host, Cyclone DDS': OURS_CYCLONE,
  'dds-graph-host, Fast DDS': OURS_FAST,
  'rclcpp host, Cyclone DDS': RCLCPP,
  'rclcpp host, Fast DDS': '#8250df',
};

const file = process.argv[2];
if (file === undefined) {
  console.error('give the file that scale.js --json wrote');
  process.exit(2);
}
const ours = JSON.parse(readFileSync(file, 'utf8'))
  .filter((row) => row.failure === undefined && row.network === 'multicast')
  .map((row) => ({
    series: `dds-graph-host, ${row.peer === 'cyclone' ? 'Cyclone DDS' : 'Fast DDS'}`,
    nodes: row.nodes,
    seconds: row.start_to_acknowledged_s,
    cpu: row.cpu_s,
    mb: row.rss_mb,
  }));
const rows = [...ours, ...OTHERS];

const WIDTH = 300;
const HEIGHT = 260;
const { document } = new JSDOM('').window;

function panel(key, label) {
  return Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 46,
    marginTop: 30,
    style: { background: PAPER, color: INK },
    x: { type: 'log', label: 'nodes', domain: [8, 7000], ticks: [10, 100, 1000, 5000], tickFormat: 'd' },
    y: { type: 'log', label, grid: true, tickFormat: '~g', ticks: 4 },
    color: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
    marks: [
      Plot.line(rows, { x: 'nodes', y: key, stroke: 'series', strokeWidth: 2 }),
      Plot.dot(rows, { x: 'nodes', y: key, fill: 'series', r: 3.5 }),
    ],
  });
}

const text = (x, y, size, fill, content, weight = 'normal') =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-weight="${weight}">${content}</text>`;
const panels = [
  panel('seconds', '↑ s until known'),
  panel('cpu', '↑ CPU s of the host until then'),
  panel('mb', '↑ resident memory of the host, MB'),
].map((element, i) => {
  for (const style of element.querySelectorAll('style')) style.remove();
  for (const name of ['class', 'style']) element.removeAttribute(name);
  element.setAttribute('x', String(10 + i * (WIDTH + 10)));
  element.setAttribute('y', '50');
  element.setAttribute('font-size', '11');
  return element.outerHTML.replaceAll('&nbsp;', ' ');
});
const legend = Object.entries(COLORS).map(
  ([name, color], i) =>
    `<circle cx="${26 + i * 225}" cy="332" r="5" fill="${color}"/>${text(38 + i * 225, 336, 12, INK, name)}`,
);
const width = 3 * WIDTH + 40;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="392" viewBox="0 0 ${width} 392" font-family="DejaVu Sans, sans-serif" fill="${INK}" color="${INK}">
<title>Nodes against seconds, CPU and memory</title>
<rect width="${width}" height="392" fill="${PAPER}"/>
${text(20, 28, 16, INK, 'What a graph of N nodes costs the machine it is announced from', 'bold')}
${panels.join('\n')}
${legend.join('\n')}
${text(20, 360, 11, MUTED, 'dds-graph-host: from the start of the process until a bare peer has acknowledged every endpoint; 12 writers and 9 readers a node.')}
${text(20, 378, 11, MUTED, 'rclcpp host: the same nodes in one process, until a ros2_medkit gateway lists them all; another sitting, also on 2 cores. Log scales.')}
</svg>
`;
writeFileSync(`${DOCS}/scale.svg`, svg);
writeFileSync(`${DOCS}/scale.png`, await svgToPng(svg));
