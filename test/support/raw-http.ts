import { type Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

/** An answer as it came over the wire: nothing decoded, nothing followed. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface RawCall {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Keeps connections for further requests. Absent: a connection of its own. */
  readonly agent?: Agent;
}

/**
 * One request. The target is sent as it is written, however malformed. Of events, which have
 * no end, the head alone is read.
 */
export function call(port: number, target: string, { method = 'GET', headers, body, agent }: RawCall = {}) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: agent ?? false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        const isEndless = answer.headers['content-type']?.startsWith('text/event-stream') ?? false;
        if (isEndless) answer.destroy();
        answer.on(isEndless ? 'close' : 'end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            bytes,
            text: bytes.toString('utf8'),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends bytes and returns all that comes back until the server hangs up. */
export function exchange(port: number, sent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (received += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}
