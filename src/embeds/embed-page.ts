import { hash } from 'node:crypto';
import { attribute, element, emptyElement, type XmlAttributes, xmlText } from '../platform/xml/xml.js';
import { embedStyle } from './embed-style.js';
import type { EmbedData, EmbedImage, EmbedSite, EmbedStory } from './embed.query.js';
import { showsPicture } from './oembed.js';
import { dayIn, directionOf } from './writing-direction.js';
import { parseUrl } from '../platform/http/parse-url.js';

export interface EmbedPage {
  readonly html: string;
  /** `Content-Security-Policy`: what the page may load. It runs nothing. */
  readonly policy: string;
}

/** A story in the page of another site: a link to it, with what makes one want to follow it. */
export function storyPage({ story, site }: EmbedData): EmbedPage {
  const { headline, dek, section, language, sensitive, seo } = story;
  const picture = showsPicture(story) ? loadable(story.leadImage) : null;
  const own = (html: string): string => inLanguage(site.language, language, html);
  const main = [
    picture ? element('div', { class: 'picture' }, pictureHtml(picture)) : '',
    '<div class="text">',
    element('p', { class: 'site' }, own(`<b>${isolated(site.name)}</b> · ${isolated(section.name)}`)),
    element('h1', {}, element('a', linkTo(seo.canonical), xmlText(headline))),
    dek ? element('p', { class: 'dek' }, xmlText(dek)) : '',
    sensitive ? element('p', { class: 'warning' }, own(xmlText(site.labels.sensitive))) : '',
    element('p', { class: 'byline' }, bylineHtml(story, site)),
    element('p', { class: 'more' }, own(`${xmlText(site.labels.readOn)} ${isolated(site.name)}`)),
    '</div>',
  ];
  return pageOf({ language, title: headline, main, picture });
}

/**
 * In the place of a story that is not there.
 * @param says what became of it; what follows the first is there where it is known
 */
export function missingPage(site: EmbedSite, says: string, why: string | null = null): EmbedPage {
  const { name, url, language } = site;
  const main = [
    '<div class="text">',
    element('p', { class: 'site' }, `<b>${isolated(name)}</b>`),
    element('h1', {}, xmlText(says)),
    why ? element('p', { class: 'dek', dir: 'auto' }, xmlText(why)) : '',
    element('p', { class: 'more' }, element('a', linkTo(url), isolated(name))),
    '</div>',
  ];
  return pageOf({ language, title: says, main, picture: null });
}

interface PageParts {
  readonly language: string;
  readonly title: string;
  readonly main: readonly string[];
  readonly picture: LoadableImage | null;
}

function pageOf({ language, title, main, picture }: PageParts): EmbedPage {
  const style = embedStyle(picture?.focalPoint ?? null);
  const html = `<!doctype html>
<html${attribute('lang', language)}${attribute('dir', directionOf(language))}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${xmlText(title)}</title>
<style>${style}</style></head>
<body><main>
${main.filter(Boolean).join('\n')}
</main></body></html>
`;
  return { html, policy: policyOf(style, picture?.origin ?? null) };
}

/** Any site may show the page, which loads one picture and runs nothing. */
const policyOf = (style: string, pictures: string | null): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
    ...(pictures === null ? [] : [`img-src ${pictures}`]),
    'frame-ancestors *',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** A text whose direction says nothing of what stands beside it. */
const isolated = (text: string): string => element('bdi', {}, xmlText(text));

/** A part of a line that may be in another language than what stands around it. */
const inLanguage = (language: string, around: string, html: string): string =>
  language === around ? html : element('bdi', { lang: language, dir: directionOf(language) }, html);

/** To be opened outside the page that this one stands in. */
const linkTo = (href: string): XmlAttributes => ({ href, target: '_blank', rel: 'noopener' });

function bylineHtml({ authors, publishedAt, language }: EmbedStory, { labels, ...site }: EmbedSite): string {
  const names = authors.map(({ name }) => isolated(name)).join(', ');
  const by = inLanguage(site.language, language, xmlText(labels.by));
  const day = element('time', { datetime: publishedAt }, xmlText(dayIn(language, publishedAt)));
  return names === '' ? day : `${by} ${names} · ${day}`;
}

interface LoadableImage extends EmbedImage {
  /** Where the page has to be let load it from. */
  readonly origin: string;
}

/** An origin as a policy can name it: with nothing in it that ends a directive. */
const ORIGIN = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

function loadable(image: EmbedImage | null): LoadableImage | null {
  const origin = (image && parseUrl(image.url)?.origin) ?? '';
  return image && ORIGIN.test(origin) ? { ...image, origin } : null;
}

const pictureHtml = ({ url, srcset, width, height, alt }: LoadableImage): string =>
  emptyElement('img', {
    ...{ src: url, srcset: srcset || null, sizes: srcset ? '100vw' : null, width, height, alt },
    decoding: 'async',
  });
