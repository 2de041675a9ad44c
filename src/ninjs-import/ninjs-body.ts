import type { DraftBlock } from '../body/body.js';
import type { ImportedImage } from '../imports/imported-article.js';
import { blocksOfMarkup } from '../markup/blocks-of-markup.js';
import { escaped } from '../markup/html-pieces.js';
import { lineOfHtml } from '../markup/html-text.js';
import { MarkupPass } from '../markup/markup-pass.js';
import { embedHtml, figureHtml, PARAGRAPH } from '../markup/story-html.js';
import type { Tally } from '../markup/tally.js';
import { webUrl } from '../markup/web-url.js';
import type { NinjsItem, NinjsText } from './ninjs-item.js';

const MAX_ALT = 2_000;
const MAX_CAPTION = 5_000;
const MAX_CREDIT = 500;
const LEAD = /lead|main|feature|hero/i;

/** The body of an item, and the picture above it. */
export interface ItemBody {
  readonly blocks: DraftBlock[];
  readonly leadImage: ImportedImage | null;
}

/**
 * The body of an item as Portable Text, of its HTML before its plain text. Pictures and recordings that belong to it and
 * do not stand in it follow it. There may be nothing of it.
 * @throws DomainError INVALID_INPUT, code `TOO_LONG`, for one that is longer than a body may be
 */
export function bodyOf(item: NinjsItem, lost: Tally): ItemBody {
  const html = htmlOf(item.texts('body'), lost);
  const { lead, others } = mediaOf(item, html, lost);
  const context = { base: '', losses: lost };
  const whole = new MarkupPass(context, false).run(html + others.join(''));
  return { blocks: blocksOfMarkup(whole, lost), leadImage: lead };
}

/** Where nobody says what a text is, its first tag does. */
const TAG = /<(?:body|p|div|h[1-6]|ul|ol|br|table|figure|strong|em)\b/i;
/** Formats that are neither HTML nor text, by what they are called in either place. */
const FOREIGN = /nitf|xml/;

const isHtml = ({ contentType, role, value }: NinjsText): boolean =>
  /html/.test(contentType) || (contentType === '' && !FOREIGN.test(role) && TAG.test(value));

const isPlain = (text: NinjsText): boolean =>
  text.contentType === 'text/plain' || (text.contentType === '' && !FOREIGN.test(text.role) && !isHtml(text));

function htmlOf(bodies: readonly NinjsText[], lost: Tally): string {
  const html = bodies.find(isHtml);
  const plain = bodies.find(isPlain);
  for (const body of bodies) {
    if (!isHtml(body) && !isPlain(body)) lost.add('body', body.contentType || body.role);
  }
  if (html) return html.value;
  return escaped(plain?.value ?? '')
    .replaceAll(/\r?\n\s*\n/g, PARAGRAPH)
    .replaceAll(/\r?\n/g, '<br>');
}

interface Media {
  readonly item: NinjsItem;
  readonly type: string;
  readonly urls: readonly string[];
  readonly width: number | null;
  readonly height: number | null;
}

/** What belongs to an item: its lead picture, and the HTML of what does not stand in its body. */
function mediaOf(
  item: NinjsItem,
  html: string,
  lost: Tally,
): { lead: ImportedImage | null; others: string[] } {
  const media = item.list('associations').flatMap((one) => mediumOf(one, lost) ?? []);
  const pictures = media.filter(({ type }) => type === 'picture' || type === 'graphic');
  const isInBody = ({ urls }: Media): boolean =>
    urls.some((url) => html.includes(url) || html.includes(escaped(url)));
  const lead =
    pictures.find(({ item: one }) => LEAD.test(`${one.text('rel')} ${one.text('name')}`)) ??
    pictures.find((picture) => !isInBody(picture));
  const others = media.filter((one) => one !== lead && !isInBody(one));
  return { lead: lead ? imageOf(lead) : null, others: others.map(mediumHtml) };
}

function mediumOf(item: NinjsItem, lost: Tally): Media | null {
  const type = item.text('type') || 'no type';
  const renditions = item
    .list('renditions')
    .map((one) => ({
      url: webUrl(one.text('href'))?.href ?? null,
      width: pixels(one.text('width')),
      height: pixels(one.text('height')),
    }))
    .toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0));
  const best = renditions.find(({ url }) => url !== null);
  if (!/^(?:picture|graphic|video|audio)$/.test(type) || !best) {
    lost.add('association', best ? type : `${type} without an address`);
    return null;
  }
  const urls = renditions.flatMap(({ url }) => url ?? []);
  return { item, type, urls: [best.url as string, ...urls], width: best.width, height: best.height };
}

const pixels = (text: string): number | null => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : null);

function imageOf({ item, urls, width, height }: Media): ImportedImage {
  const texts = item.texts('description');
  const said = (role: RegExp): string => lineOfHtml(texts.find((text) => role.test(text.role))?.value ?? '');
  const alt = said(/alt/) || lineOfHtml(item.texts('headline')[0]?.value ?? item.text('title'));
  const caption = said(/caption/) || lineOfHtml(texts.find(({ role }) => !/alt/.test(role))?.value ?? '');
  const credit = lineOfHtml(item.text('by', 'byline', 'copyrightnotice', 'copyrightholder'));
  return {
    url: urls[0] as string,
    alt: alt.slice(0, MAX_ALT),
    caption: caption.slice(0, MAX_CAPTION) || null,
    credit: credit.slice(0, MAX_CREDIT) || null,
    width,
    height,
  };
}

function mediumHtml(medium: Media): string {
  const { url, alt, caption, credit, width, height } = imageOf(medium);
  if (medium.type === 'video' || medium.type === 'audio')
    return embedHtml(escaped(url), escaped(caption ?? ''));
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  const cite = credit ? ` <cite>${escaped(credit)}</cite>` : '';
  return figureHtml(
    `<img src="${escaped(url)}" alt="${escaped(alt ?? '')}"${size}>`,
    `${escaped(caption ?? '')}${cite}`,
  );
}
