import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** An answer as it came over a connection that stays open. */
export interface KeptAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly location: string | undefined;
  /** Decompressed when it is first looked at. */
  readonly text: () => string;
  /** When the request was sent and when all of the answer was there, by `performance.now()`. */
  readonly asked: number;
  readonly received: number;
}

interface Asking {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a POST of JSON. */
  readonly body?: string;
}

/** A few connections to one server that are used again and again, as a CDN or a reverse proxy does. */
export class KeptConnections {
  readonly #agent: Agent;
  readonly #port: number;

  constructor(url: string, connections: number) {
    this.#port = Number(new URL(url).port);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  ask(path: string, { headers = {}, body }: Asking = {}): Promise<KeptAnswer> {
    const asked = performance.now();
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...{ host: '127.0.0.1', port: this.#port, path, agent: this.#agent },
          method: body === undefined ? 'GET' : 'POST',
          headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const isPacked = answer.headers['content-encoding'] === 'gzip';
            resolve({
              status: answer.statusCode ?? 0,
              etag: answer.headers.etag,
              location: answer.headers.location,
              text: () => (isPacked ? gunzipSync(bytes) : bytes).toString(),
              ...{ asked, received: performance.now() },
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
