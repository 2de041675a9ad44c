/** An e-mail to one person. */
export interface Mail {
  /** Unique, and the same however often it is tried: `Message-ID` is made of it. Letters, digits and hyphens. */
  readonly id: string;
  /** The address alone. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Further headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What became of a mail. `refused`: for good. `delayed`: it was not taken, but may be later. `unknown`: the connection
 * broke when all of it was on its way, so it may have been taken.
 */
export type Delivery = 'sent' | 'refused' | 'delayed' | 'unknown';

/** Sends e-mails. */
export abstract class Mailer {
  /** Never throws for what the mail server says or does: nothing of that, which may name readers, is given on. */
  abstract send(mail: Mail): Promise<Delivery>;
}
