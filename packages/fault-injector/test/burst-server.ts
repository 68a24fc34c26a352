import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A fault manager behind HTTP, small enough to read: what it was told and when. */
export interface BurstServer {
  url: string;
  reports: { code: string; atMs: number; body: Record<string, unknown> }[];
  cleared: string[];
  close(): Promise<void>;
}

/** `answer` decides what a report gets; default 200 and accepted. */
export async function burstServer(
  answer: (code: string) => { status: number; body: unknown } = () => ({
    status: 200,
    body: { parameters: { accepted: true } },
  }),
): Promise<BurstServer> {
  const reports: BurstServer['reports'] = [];
  const cleared: string[] = [];
  const streams = new Set<http.ServerResponse>();
  const scripts = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    const atMs = performance.now();
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method } = request;
      const text = Buffer.concat(chunks).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      const parameters = (body['parameters'] ?? {}) as Record<string, unknown>;
      if (url.endsWith('/faults/stream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        streams.add(response);
      } else if (url.startsWith('/api/v1/faults')) {
        send(200, { items: reports.map(({ code }) => ({ fault_code: code, status: 'CONFIRMED' })) });
      } else if (url.includes('/scripts/') && method === 'POST') {
        const id = `run_${scripts.size + 1}`;
        scripts.set(id, 0);
        send(202, { id, status: 'running' });
      } else if (url.includes('/scripts/')) {
        const id = url.split('/').at(-1) ?? '';
        const polls = (scripts.get(id) ?? 0) + 1;
        scripts.set(id, polls);
        const failed = url.includes('/broken/');
        const over = failed ? { status: 'failed', error: { message: 'exit 4' } } : { status: 'completed' };
        send(200, { id, ...(polls < 2 ? { status: 'running' } : over) });
      } else if (url.includes('clear_fault')) {
        cleared.push(String(parameters['fault_code']));
        send(200, { parameters: { success: true } });
      } else {
        const code = String(parameters['fault_code'] ?? body['code']);
        reports.push({ code, atMs, body });
        const { status, body: reply } = answer(code);
        send(status, reply);
        for (const stream of streams) {
          stream.write(
            `event: fault_confirmed\ndata: ${JSON.stringify({ fault: { fault_code: code } })}\n\n`,
          );
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    cleared,
    close: async () => {
      for (const stream of streams) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
