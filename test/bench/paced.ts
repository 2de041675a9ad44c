import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { BenchRequest } from './requests.js';

export interface PacedOrder {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second. */
  readonly rate: number;
  /** Requests whose answers have no body. */
  readonly requests: readonly BenchRequest[];
  readonly status: number;
}

export interface PacedResult {
  readonly answers: number;
  /** Milliseconds from when a request was due until its answer was there. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How often requests that are due are sent, in milliseconds. */
const TICK_MS = 1;
const END = '\r\n\r\n';

/**
 * Sends requests at a steady rate, whatever becomes of them. One that finds no connection free waits, and has been
 * waiting since it was due: a server that stops for a moment is not asked less for that.
 * @throws Error for an answer with another status
 */
export async function offer(order: PacedOrder): Promise<PacedResult> {
  const { hostname, port } = new URL(order.url);
  const texts = order.requests.map((request) => textOf(request, `${hostname}:${port}`));
  const total = Math.floor(order.rate * order.seconds);
  const free: Line[] = [];
  const waiting: number[] = [];
  const took: number[] = [];
  let sent = 0;
  const send = (line: Line, due: number): void => line.ask(texts[(sent += 1) % texts.length] as string, due);
  const lines = await Promise.all(
    Array.from({ length: order.connections }, () =>
      Line.open({ hostname, port: Number(port), status: order.status }, (line, due) => {
        took.push(performance.now() - due);
        const next = waiting.shift();
        if (next === undefined) free.push(line);
        else send(line, next);
      }),
    ),
  );
  free.push(...lines);
  const began = performance.now();
  let due = 0;
  while (took.length < total) {
    const now = performance.now() - began;
    for (; due < total && (due * 1_000) / order.rate <= now; due += 1) {
      const at = began + (due * 1_000) / order.rate;
      const line = free.shift();
      if (line) send(line, at);
      else waiting.push(at);
    }
    const broken = lines.find(({ failure }) => failure)?.failure;
    if (broken) throw broken;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  for (const line of lines) line.close();
  took.sort((one, other) => one - other);
  const at = (share: number): number => took[Math.ceil(took.length * share) - 1] as number;
  return { answers: took.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const textOf = ({ method, path, headers = {} }: BenchRequest, host: string): string => {
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
};

interface Expected {
  readonly hostname: string;
  readonly port: number;
  readonly status: number;
}

/** A connection on which one request is under way at a time. */
class Line {
  failure: Error | null = null;
  #due = 0;
  #answer = '';

  private constructor(
    private readonly socket: Socket,
    private readonly status: number,
    private readonly answered: (line: Line, due: number) => void,
  ) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text)).on('error', (error) => (this.failure = error));
  }

  static async open(expected: Expected, answered: (line: Line, due: number) => void): Promise<Line> {
    const socket = connect(expected.port, expected.hostname);
    await once(socket, 'connect');
    return new Line(socket, expected.status, answered);
  }

  ask(text: string, due: number): void {
    this.#due = due;
    this.#answer = '';
    this.socket.write(text, 'latin1');
  }

  close(): void {
    this.socket.destroy();
  }

  #take(text: string): void {
    this.#answer += text;
    if (!this.#answer.endsWith(END)) return;
    if (this.#answer.startsWith(`HTTP/1.1 ${this.status} `)) this.answered(this, this.#due);
    else this.failure = new Error(`Unexpected answer: ${this.#answer.slice(0, 200)}`);
  }
}
