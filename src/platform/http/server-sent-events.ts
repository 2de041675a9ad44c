import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a stream of server-sent events is made of (HTML standard, section 9.2). */
export interface ServerEvent {
  /** Where the stream stands after it; what a client sends as `Last-Event-ID`. */
  readonly id?: string;
  /** A name of the program's own. */
  readonly event?: string;
  readonly data?: unknown;
  /** Milliseconds that a client waits before it connects again. */
  readonly retry?: number;
  /** A line that clients pass over. */
  readonly comment?: string;
}

/** The text of an event. Data is written as JSON, which has no line breaks. */
export function eventText({ id, event, data, retry, comment }: ServerEvent): string {
  const lines = [
    ...(comment === undefined ? [] : [`: ${comment}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Headers of a stream that nobody on the way may keep, compress or hold back. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** How long a client may take for what is left when its stream was ended. */
const GOODBYE_MS = 5_000;

/** Events that are sent as they come. */
export interface EventSource {
  /** Texts of events. Not asked for the next one before the last has gone out. */
  texts(): AsyncGenerator<string>;
  /** Calls when no more events are to come. */
  onEnd(act: () => void): void;
  /** The client is gone, or wanted the headers alone. */
  close(): void;
}

/** Sends events for as long as they come. A client that does not take the last of them in time is cut off. */
export function sendEvents(request: FastifyRequest, reply: FastifyReply, source: EventSource): void {
  void reply.code(200).headers(HEADERS);
  const { raw } = reply;
  if (request.method === 'HEAD' || raw.destroyed) {
    source.close();
    void reply.send(Readable.from([]));
    return;
  }
  raw.once('close', () => source.close());
  source.onEnd(() => {
    const cut = setTimeout(() => raw.destroy(), GOODBYE_MS).unref();
    raw.once('close', () => clearTimeout(cut));
  });
  void reply.send(Readable.from(source.texts(), { highWaterMark: 1 }));
}
