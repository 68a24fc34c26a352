// The server of the worked examples: keeps notes of 100 kB in memory. POST /notes adds one, DELETE removes the oldest.
import { createServer } from 'node:http';

const notes = [];
const server = createServer((request, response) => {
  if (request.method === 'POST') notes.push(Buffer.alloc(100_000, notes.length));
  if (request.method === 'DELETE') notes.shift();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ notes: notes.length }));
});
server.listen(Number(process.argv[2]), '127.0.0.1');
