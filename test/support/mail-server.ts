import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** An e-mail as a server received it. */
export interface ReceivedMail {
  readonly to: readonly string[];
  /** By name in lower case, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  /** Both bodies, decoded. */
  readonly content: string;
}

/** How the server behaves: a number is the code of a refusal, `cut` ends the connection, `hang` never answers. */
export type Behaviour = 'take' | 'cut' | 'hang' | number;

/** A real SMTP server on the loopback interface. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** For the next recipients, in turn; takes them all afterwards. */
  readonly atRecipient: Behaviour[] = [];
  /** The same for messages, when all of them has come. */
  readonly atMessage: Behaviour[] = [];
  /** Recipients that were named so far, whatever became of it. */
  recipients = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: (_address, _session, done) => {
        this.recipients += 1;
        this.#behave(this.atRecipient.shift() ?? 'take', done);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const behaviour = this.atMessage.shift() ?? 'take';
          const to = session.envelope.rcptTo.map(({ address }) => address);
          if (behaviour === 'take') this.mails.push(received(to, Buffer.concat(chunks).toString()));
          this.#behave(behaviour, done);
        });
      },
    });
    this.#server.on('error', () => undefined);
    this.#server.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** Those to one address. */
  to(address: string): ReceivedMail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(resolve);
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #behave(behaviour: Behaviour, done: (error?: Error | null) => void): void {
    if (behaviour === 'take') done();
    if (behaviour === 'cut') for (const socket of this.#sockets) socket.destroy();
    if (typeof behaviour === 'number') {
      done(Object.assign(new Error('Not this one'), { responseCode: behaviour }));
    }
  }
}

function received(to: readonly string[], raw: string): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { to, headers, content: decoded(raw.slice(end)) };
}

/** Quoted-printable (RFC 2045, section 6.7), which the parts of a mail with long lines are in. */
function decoded(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
