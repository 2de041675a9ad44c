import { attribute, element, xmlText } from '../platform/xml/xml.js';
import type { Notice, NoticeSite } from './notice.query.js';

/** The content of an e-mail. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Addresses that a letter leads to. */
export interface LetterLinks {
  readonly confirm: string;
  readonly unsubscribe: string;
}

/** A reply is quoted up to here, in characters. */
const QUOTED = 600;

/** Tells of a reply. */
export function replyLetter({ headline, comment, site }: Notice, { unsubscribe }: LetterLinks): Letter {
  const { labels } = site;
  const quote = excerptOf(comment.text);
  const intro = `${comment.author.name} ${labels.mailReplied}`;
  return {
    subject: `${labels.mailReply}: ${headline}`,
    text: lines(
      headline,
      intro,
      quote.replace(/^/gm, '> '),
      `${labels.mailRead}: ${comment.permalink}`,
      `-- \n${site.name}\n${labels.mailWhy}`,
      `${labels.unsubscribe}: ${unsubscribe}`,
    ),
    html: page(site, headline, [
      paragraph(xmlText(intro)),
      element('blockquote', {}, xmlText(quote).replaceAll('\n', '<br>')),
      paragraph(link(comment.permalink, labels.mailRead)),
      paragraph(element('small', {}, `${xmlText(labels.mailWhy)} ${link(unsubscribe, labels.unsubscribe)}`)),
    ]),
  };
}

/**
 * Asks whether whoever reads there wants to be told of replies. Nothing in it is of the reader who gave the address:
 * anybody can give any.
 */
export function confirmationLetter({ headline, comment, site }: Notice, links: LetterLinks): Letter {
  const { labels } = site;
  return {
    subject: `${labels.mailConfirm} ${headline}`,
    text: lines(
      headline,
      comment.permalink,
      labels.mailConfirmWhy,
      `${labels.notify}: ${links.confirm}`,
      `-- \n${site.name}`,
      `${labels.unsubscribeAll}: ${links.unsubscribe}`,
    ),
    html: page(site, headline, [
      paragraph(link(comment.permalink, headline)),
      paragraph(xmlText(labels.mailConfirmWhy)),
      paragraph(link(links.confirm, labels.notify)),
      paragraph(element('small', {}, link(links.unsubscribe, labels.unsubscribeAll))),
    ]),
  };
}

const lines = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
const paragraph = (content: string): string => element('p', {}, content);
const link = (href: string, text: string): string => element('a', { href }, xmlText(text));

const page = ({ name, language }: NoticeSite, headline: string, parts: readonly string[]): string =>
  `<!doctype html>\n<html${attribute('lang', language)}><head><meta charset="utf-8"><title>${xmlText(name)}</title></head>` +
  `<body>${element('h1', {}, xmlText(headline))}${parts.join('\n')}${paragraph(xmlText(name))}</body></html>\n`;

/** Whole words from the beginning of a text. */
function excerptOf(text: string): string {
  const characters = [...text];
  if (characters.length <= QUOTED) return text;
  return `${characters
    .slice(0, QUOTED)
    .join('')
    .replace(/\s+\S*$/, '')} …`;
}
