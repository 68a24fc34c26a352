import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';

/** A whole answer, or null as body when it was longer than allowed. */
export interface BoundedAnswer {
  readonly status: number;
  readonly body: string | null;
}

/** What a look-up request needs of a run's connection settings. */
export interface LookupSettings {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connect: object;
  readonly timeoutMs: number;
}

const MAX_BYTES = 8 * 1024 * 1024;

/** One GET on its own connection, bounded in size and in total time. @throws the client's or an abort error */
export async function boundedGet(settings: LookupSettings, path: string): Promise<BoundedAnswer> {
  const client = new Client(settings.origin, { connect: settings.connect });
  const signal = AbortSignal.timeout(settings.timeoutMs);
  try {
    const answer = await request.call(client, {
      path,
      method: 'GET',
      headers: settings.headers,
      signal,
      reset: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return { status: answer.statusCode, body: null };
      chunks.push(chunk);
    }
    return { status: answer.statusCode, body: Buffer.concat(chunks).toString('utf8') };
  } finally {
    await client.destroy().catch(() => undefined);
  }
}
