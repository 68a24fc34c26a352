// One line of standard input is one request: POST 1, DELETE 1.
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const response = await fetch(process.argv[2], { method: line.split(' ')[0] });
  if (!response.ok) throw new Error(`${line}: ${response.status}`);
}
