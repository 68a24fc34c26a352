import http from 'node:http';
import https from 'node:https';

/** An answer with its body, cut off at the byte limit. */
export interface HttpAnswer {
  status: number;
  body: string;
  truncated: boolean;
}

export interface HttpGetOptions {
  headers?: Record<string, string>;
  timeoutS?: number;
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * One GET on a connection of its own. Never keep-alive: an idle connection of ours would hold
 * a worker of the server we are about to measure.
 */
export function httpGet(url: string, options: HttpGetOptions = {}): Promise<HttpAnswer> {
  const maxBytes = options.maxBytes ?? 32_000_000;
  const timeoutMs = (options.timeoutS ?? 5) * 1000;
  return new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const request = client.get(
      url,
      {
        agent: false,
        headers: { connection: 'close', 'accept-encoding': 'identity', ...options.headers },
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        const finish = (truncated: boolean): void => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            truncated,
          });
        };
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          chunks.push(chunk);
          if (length > maxBytes) {
            finish(true);
            response.destroy();
          }
        });
        response.on('end', () => finish(false));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    // A timer of our own: the time limit of an AbortSignal within AbortSignal.any is lost when memory is collected
    // (Node 20), and the request of a target that hangs would then never end.
    const timer = setTimeout(
      () => request.destroy(new Error(`no whole answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    request.on('close', () => clearTimeout(timer));
  });
}
