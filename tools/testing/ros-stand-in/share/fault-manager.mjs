// The stand-in for fault_manager_node: takes reports on a socket in ROS_LOG_DIR, captures with two
// workers, keeps a ring buffer and writes bags when it is told to. Its costs are memory and time.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { flat, log as print, paramsOf } from './ros-args.mjs';

process.title = 'fault_manager_node';
const log = (level, text) => print(level, 'fault_manager', text);
const MIB = 1024 * 1024;
const CAPTURE = { mib: 2, ms: 400, workers: 2 };

const given = paramsOf(process.argv, 'fault_manager').params;
const snapshots = { enabled: true, timeout_sec: 1, default_topics: [], ...given.snapshots };
const bagsOn = snapshots.rosbag?.enabled === true;
// As in the real one, the recorder's parameters are only declared when it is on.
snapshots.rosbag = bagsOn
  ? { duration_sec: 5, duration_after_sec: 1, topics: 'entity', storage_path: '', ...snapshots.rosbag }
  : { enabled: false };
const inForce = { storage_type: given.storage_type ?? 'sqlite', confirmation_threshold: -1, snapshots };

const faults = new Map();
const bags = [];
const ring = bagsOn ? Buffer.alloc(8 * MIB, 1) : null;
const queue = [];
let busy = 0;

async function capture() {
  if (busy >= CAPTURE.workers || queue.length === 0) return;
  busy += 1;
  const code = queue.shift();
  log('INFO', `Capturing snapshots for fault '${code}' (${snapshots.default_topics.length} topics`);
  const copy = Buffer.alloc(CAPTURE.mib * MIB, 1);
  await delay(CAPTURE.ms);
  if (ring) record(code, copy);
  log('INFO', `Captured 2/2 snapshots for fault '${code}'`);
  busy -= 1;
  void capture();
}

function record(code, copy) {
  log('INFO', `RosbagCapture: fault '${code}' confirmed, flushing buffer to bag`);
  const dir = path.join(snapshots.rosbag.storage_path || '/tmp', `fault_${code}_${Date.now()}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'bag.mcap'), copy.subarray(0, MIB / 4));
  bags.push({ id: path.basename(dir), code, source: faults.get(code)?.reporting_sources[0] ?? null });
  log('INFO', `Bag file completed: ${dir} (0.25 MB, 5.0 s, 0 attached fault(s))`);
}

function report({ fault_code: code, severity = 2, description = '', source_id: source = '' }) {
  if (!/^[A-Za-z0-9_.-]{1,128}$/.test(String(code)) || source === '') return false;
  const now = Date.now() / 1000;
  const known = faults.get(code);
  faults.set(code, {
    fault_code: code,
    severity,
    severity_label: ['INFO', 'WARN', 'ERROR', 'CRITICAL'][severity],
    description,
    first_occurred: known?.first_occurred ?? now,
    last_occurred: now,
    occurrence_count: known?.occurrence_count ?? 1,
    status: 'CONFIRMED',
    reporting_sources: [source],
  });
  if (known) return true;
  log('INFO', `New fault reported: ${code}`);
  if (snapshots.enabled) {
    if (queue.length < 16) queue.push(code);
    else log('WARN', 'Capture queue full (reject_newest): dropped capture, total_dropped=1');
    void capture();
  }
  return true;
}

const ROUTES = {
  report_fault: (body) => ({ accepted: report(body) }),
  clear_fault: ({ fault_code: code }) => {
    log('INFO', `Fault cleared: ${code}`);
    return { success: faults.delete(code) };
  },
  list_faults: () => ({ faults: [...faults.values()] }),
  list_rosbags: () => ({ bags }),
  parameters: () => ({ parameters: flat(inForce).map(([name, value]) => ({ name, value })) }),
};

const socket = path.join(process.env.ROS_LOG_DIR ?? '/tmp', 'fault_manager.sock');
rmSync(socket, { force: true });
http
  .createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      const route = ROUTES[request.url.slice(1)];
      response.writeHead(route ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(route ? route(text === '' ? {} : JSON.parse(text)) : {}));
    });
  })
  .listen(socket, () => log('INFO', 'FaultManager node initialized'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
