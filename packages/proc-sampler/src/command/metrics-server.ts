import { ProcError } from '../errors.js';
import { openMetrics, OPENMETRICS_TYPE } from '../format/openmetrics.js';
import type { Sample } from '../sample.js';

/** A running scrape endpoint. */
export interface MetricsServer {
  url: string;
  close(): void;
}

/** Serves the latest sample at `/metrics`. Throws `MEDKIT_PROC_OPTION` when the address cannot be used. */
export async function serveMetrics(
  address: { host: string; port: number },
  labels: Readonly<Record<string, string>>,
  latest: () => Sample | null,
): Promise<MetricsServer> {
  // Loaded only here: the server's modules would cost every other start a tenth of its time.
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    const isScrape = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    response.writeHead(isScrape ? 200 : 404, { 'content-type': isScrape ? OPENMETRICS_TYPE : 'text/plain' });
    const sample = latest();
    response.end(
      isScrape ? openMetrics(sample === null ? [] : [sample], labels) : 'The samples are at /metrics\n',
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) => {
      const { host, port } = address;
      reject(
        new ProcError('MEDKIT_PROC_OPTION', `cannot listen on ${host}:${port}: ${error.message}`, {
          cause: error,
        }),
      );
    });
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return {
    url: `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
