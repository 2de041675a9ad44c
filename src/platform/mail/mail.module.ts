import { type DynamicModule, Global, Module } from '@nestjs/common';
import { FileMailer } from './file-mailer.js';
import { Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

export interface MailOptions {
  /** The mail server; null writes mails to the folder. */
  readonly smtpUrl: string | null;
  readonly folder: string;
  /** Mailbox that mails come from. */
  readonly from: string;
}

@Global()
@Module({})
export class MailModule {
  static forRoot({ smtpUrl, folder, from }: MailOptions): DynamicModule {
    const mailer = smtpUrl ? new SmtpMailer(smtpUrl, from) : new FileMailer(folder, from);
    return { module: MailModule, providers: [{ provide: Mailer, useValue: mailer }], exports: [Mailer] };
  }
}
