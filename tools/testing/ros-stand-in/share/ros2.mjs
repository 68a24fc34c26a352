// The stand-in for the `ros2` command: `ros2 service call SERVICE TYPE {fields}`.
import http from 'node:http';
import path from 'node:path';
import { parse } from 'yaml';

const [verb, action, service, type, fields = '{}'] = process.argv.slice(2);
if (verb !== 'service' || action !== 'call' || type === undefined) {
  process.stderr.write('ros2: error: only `service call` is here\n');
  process.exit(2);
}
const name = /^\/fault_manager\/(\w+)$/.exec(service)?.[1];
process.stdout.write('waiting for service to become available...\n');
// The real one waits for ever for a service that nobody offers.
if (name === undefined) setInterval(() => undefined, 60_000);
else {
  const socketPath = path.join(process.env.ROS_LOG_DIR ?? '/tmp', 'fault_manager.sock');
  const request = http.request({ socketPath, path: `/${name}`, method: 'POST' }, (response) => {
    let text = '';
    response.on('data', (chunk) => (text += chunk));
    response.on('end', () => {
      process.stdout.write(`requester: making request: ${type}\n\nresponse:\n${text}\n`);
    });
  });
  request.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  request.end(JSON.stringify(parse(fields)));
}
