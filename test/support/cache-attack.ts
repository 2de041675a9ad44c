import { connect, type Socket } from 'node:net';
import { call, type RawAnswer } from './raw-http.js';

/** Headers of the connection, or of the one request. */
const OWN = new Set(['date', 'x-request-id', 'connection', 'keep-alive']);

/** All of an answer that has to be the same for everybody who asks the same. */
export const substance = ({ status, headers, text }: RawAnswer): object => ({
  status,
  text,
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !OWN.has(name))
      .sort(),
  ),
});

export interface Innocent {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const asks = ({ path, headers }: Innocent, port: number): Promise<RawAnswer> =>
  call(port, path, { headers });

/** A connection that says what an attacker wants, and keeps what comes back. */
export class Wire {
  #received = '';
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (this.#received += chunk));
    // What a server does to an attacker is looked at in what it said.
    socket.on('error', () => undefined);
  }

  static open(port: number): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Wire(socket)));
      socket.once('error', reject);
    });
  }

  send(text: string): this {
    this.#socket.write(text, 'latin1');
    return this;
  }

  get received(): string {
    return this.#received;
  }

  /** The status lines of all the answers so far. */
  get statuses(): number[] {
    return [...this.#received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  /** Takes nothing in from now on. */
  stopReading(): this {
    this.#socket.pause();
    return this;
  }

  /** Goes away without a word. */
  cut(): void {
    this.#socket.destroy();
  }
}

/** A request as text. */
export const written = (target: string, lines: readonly string[] = [], method = 'GET'): string =>
  `${[`${method} ${target} HTTP/1.1`, 'Host: api.example', ...lines].join('\r\n')}\r\n\r\n`;
