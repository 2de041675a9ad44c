import type { Mail } from './mailer.js';

/**
 * A mail as nodemailer takes it, which encodes what stands in headers, so that nothing in it can begin another header.
 * @param from a mailbox such as `Site <comments@site.example>`
 */
export function messageOf({ id, to, subject, text, html, headers }: Mail, from: string) {
  const domain = /@([^@>]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    messageId: `<${id}@${domain}>`,
    from,
    // Not as text, which could name several.
    to: { name: '', address: to },
    subject,
    text,
    html,
    headers: { ...headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
