import { Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { type Delivery, type Mail, Mailer } from './mailer.js';
import { messageOf } from './message.js';

/** A mail server answers in this time, or not at all. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

/** Failures of the mail itself, and not of the connection or of who may use it. */
const OF_THE_MAIL: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  /** What the server answered, if it did. */
  readonly responseCode?: number;
}

/** Hands mails to a mail server (RFC 5321), each on a connection of its own. */
export class SmtpMailer extends Mailer {
  readonly #logger = new Logger(SmtpMailer.name);

  /** @param url `smtp://` or `smtps://`, with user and password where the server wants them */
  constructor(
    private readonly url: string,
    private readonly from: string,
  ) {
    super();
  }

  async send(mail: Mail): Promise<Delivery> {
    let isHandedOver = false;
    const transport = createTransport({
      url: this.url,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      // An error does not tell in which phase the connection broke, but the log tells when the whole message was written.
      logger: watching(() => (isHandedOver = true)),
    });
    try {
      await transport.sendMail(messageOf(mail, this.from));
      return 'sent';
    } catch (error) {
      const failure = error as SmtpError;
      const delivery = deliveryOf(failure, isHandedOver);
      // Not the text: it may name the reader.
      const { code, command, responseCode } = failure;
      this.#logger.warn(`Mail ${delivery}: ${[code, command, responseCode].filter(Boolean).join(' ')}`);
      return delivery;
    }
  }
}

function deliveryOf({ code, responseCode }: SmtpError, isHandedOver: boolean): Delivery {
  const isOfTheMail = OF_THE_MAIL.has(code);
  if (responseCode !== undefined) return responseCode >= 500 && isOfTheMail ? 'refused' : 'delayed';
  if (isHandedOver) return 'unknown';
  return isOfTheMail ? 'refused' : 'delayed';
}

/** A log that nobody reads, of which one kind of entry is waited for. */
function watching(onMessageWritten: () => void) {
  const silent = (): void => undefined;
  const info = (entry: unknown): void => {
    if ((entry as { tnx?: string } | null)?.tnx === 'message') onMessageWritten();
  };
  return { level: silent, trace: silent, debug: silent, info, warn: silent, error: silent, fatal: silent };
}
