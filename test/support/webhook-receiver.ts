import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message as a receiver got it. */
export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly type: string;
  readonly data: Record<string, any>;
}

/** What a receiver answers: a status, nothing at all, or something of its own. */
export type Answering = number | 'hang' | ((response: ServerResponse, posted: Posted) => void);

/** A real receiver of webhooks on the loopback interface. Each path answers as it was told, with 204 else. */
export class WebhookReceiver {
  readonly posted: Posted[] = [];
  readonly answers = new Map<string, Answering>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { type, data } = JSON.parse(text) as Pick<Posted, 'type' | 'data'>;
        const posted = { path: request.url ?? '', headers: request.headers, text, type, data };
        this.posted.push(posted);
        this.#answer(response, posted);
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => {
      receiver.#server.listen(0, '127.0.0.1', resolve);
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What came to a path, in order. */
  at(path: string): Posted[] {
    return this.posted.filter((posted) => posted.path === path);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(response: ServerResponse, posted: Posted): void {
    const answer = this.answers.get(posted.path) ?? 204;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else if (answer !== 'hang') answer(response, posted);
  }
}

/** Whether a message was signed with a secret. */
export function isSignedWith(secret: string, { text, headers }: Posted): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
