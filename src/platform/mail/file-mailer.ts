import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { type Delivery, type Mail, Mailer } from './mailer.js';
import { messageOf } from './message.js';

/** Writes mails to a folder, an `.eml` file each, which every mail program opens. */
export class FileMailer extends Mailer {
  readonly #logger = new Logger(FileMailer.name);
  readonly #transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  constructor(
    private readonly folder: string,
    private readonly from: string,
  ) {
    super();
  }

  async send(mail: Mail): Promise<Delivery> {
    try {
      const { message } = await this.#transport.sendMail(messageOf(mail, this.from));
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(join(this.folder, `${mail.id}.eml`), message as Buffer, { mode: 0o600 });
      return 'sent';
    } catch (error) {
      this.#logger.error(error);
      return 'delayed';
    }
  }
}
