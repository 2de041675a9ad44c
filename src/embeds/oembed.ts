import { attribute, element, textElement, XML_DECLARATION } from '../platform/xml/xml.js';
import type { EmbedData, EmbedImage, EmbedStory } from './embed.query.js';

/** The smallest frame in which a story can be read. */
export const SMALLEST = { width: 200, height: 150 } as const;

/** As wide as a column of text, and as high as a headline and a picture in it need. */
const USUAL = { width: 600, height: 480, heightWithoutPicture: 280 } as const;

/** Seconds that consumers may keep an answer. */
const CACHE_AGE = 3_600;

export interface MostSize {
  readonly maxwidth?: number | undefined;
  readonly maxheight?: number | undefined;
}

/** An answer by version 1.0 of oEmbed (https://oembed.com), section 2.3.4. What is not known is left out. */
export type OEmbed = Readonly<Record<string, string | number>>;

export function oEmbedOf({ story, site }: EmbedData, most: MostSize, api: string): OEmbed {
  const { authors, headline } = story;
  const width = Math.min(USUAL.width, most.maxwidth ?? Infinity);
  const usualHeight = showsPicture(story) ? USUAL.height : USUAL.heightWithoutPicture;
  const height = Math.min(usualHeight, most.maxheight ?? Infinity);
  const [first] = authors;
  return {
    type: 'rich',
    version: '1.0',
    title: headline,
    ...(first && { author_name: authors.map(({ name }) => name).join(', '), author_url: first.url }),
    provider_name: site.name,
    provider_url: site.url,
    cache_age: CACHE_AGE,
    ...thumbnailOf(story, most),
    html: frameHtml(`${api}/embed/${story.id}`, headline, { width, height }),
    width,
    height,
  };
}

export const oEmbedXml = (answer: OEmbed): string =>
  `${XML_DECLARATION}${element(
    'oembed',
    {},
    Object.entries(answer)
      .map(([name, value]) => textElement(name, String(value)))
      .join(''),
  )}\n`;

/** A story that may distress readers is shown without its picture. */
export const showsPicture = ({ leadImage, sensitive }: EmbedStory): boolean =>
  leadImage !== null && !sensitive;

/** The page runs nothing, and may open the story in a window of its own: all else is kept from it. */
const frameHtml = (
  src: string,
  title: string,
  { width, height }: { width: number; height: number },
): string =>
  `<iframe${[
    ...[attribute('src', src), attribute('title', title), attribute('width', width)],
    ...[attribute('height', height), attribute('frameborder', 0), attribute('loading', 'lazy')],
    attribute('style', 'border:0;max-width:100%'),
    attribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox'),
  ].join('')}></iframe>`;

/** The largest form of the picture that fits, with its size; nothing where none does or the size is not known. */
function thumbnailOf(story: EmbedStory, { maxwidth = Infinity, maxheight = Infinity }: MostSize): OEmbed {
  const { leadImage } = story;
  if (!leadImage || !showsPicture(story)) return {};
  const fitting = formsOf(leadImage).filter(({ width, height }) => width <= maxwidth && height <= maxheight);
  const best = fitting.toSorted((one, other) => other.width - one.width)[0];
  return best ? { thumbnail_url: best.url, thumbnail_width: best.width, thumbnail_height: best.height } : {};
}

interface PictureForm {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** The forms that its `srcset` names. */
function formsOf({ srcset, width, height }: EmbedImage): PictureForm[] {
  if (width === null || height === null) return [];
  return srcset.split(', ').flatMap((candidate) => {
    const [, url = '', formWidth] = /^(\S+) (\d+)w$/.exec(candidate) ?? [];
    const wide = Number(formWidth);
    return wide > 0 ? [{ url, width: wide, height: Math.max(1, Math.round((height * wide) / width)) }] : [];
  });
}
