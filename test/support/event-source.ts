import { type IncomingMessage, request } from 'node:http';
import { expect } from 'vitest';
import type { TestApp } from './test-app.js';

export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A client of server-sent events, on a connection of its own, that also tells what browsers pass over. */
export class EventClient {
  /** Everything that came, as it came. */
  text = '';
  ended = false;

  private constructor(readonly answer: IncomingMessage) {
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => (this.text += chunk));
    answer.on('error', () => undefined);
    answer.on('close', () => (this.ended = true));
  }

  /** Connects, and gives the answer's head whatever it is. */
  static head(site: TestApp, query = '', headers: Record<string, string> = {}, method = 'GET') {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(`${site.url}/v1/live${query}`, { method, headers, agent: false }, resolve);
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Connects, and waits until the stream has begun. */
  static async open(site: TestApp, query = '', headers: Record<string, string> = {}): Promise<EventClient> {
    const client = new EventClient(await EventClient.head(site, query, headers));
    await expect.poll(() => client.text).toContain('\n\n');
    expect(client.answer.statusCode, client.text).toBe(200);
    return client;
  }

  /** The events that a browser would hand on. */
  get events(): SentEvent[] {
    let id = '';
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .flatMap((block) => {
        const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
        id = fields.get('id') ?? id;
        const data = fields.get('data');
        if (data === undefined) return [];
        return [{ id, event: fields.get('event') ?? 'message', data: JSON.parse(data) as SentEvent['data'] }];
      });
  }

  /** What a browser would send as `Last-Event-ID`. */
  get lastId(): string {
    return [...this.text.matchAll(/^id: (.*)\n(?:.*\n)*?\n/gm)].at(-1)?.[1] ?? '';
  }

  close(): void {
    this.answer.destroy();
  }
}
