import { hostedUrl, portableHtml } from '../body/portable-html.js';
import { pictureItem, type NinjsPicture, uriOf } from './ninjs-picture.js';

/** The version of IPTC's ninjs (https://iptc.org/standards/ninjs/) that items are written in. */
export const STANDARD = {
  name: 'ninjs',
  version: '3.1',
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
} as const;

interface Named {
  readonly slug: string;
  readonly name: string;
}

/** A story as it is read for its item. Times are RFC 3339. */
export interface NinjsStory {
  readonly story: {
    readonly id: string;
    readonly slug: string;
    readonly url: string;
    readonly headline: string;
    readonly dek: string | null;
    readonly excerpt: string;
    readonly language: string;
    readonly version: number;
    readonly publishedAt: string;
    readonly firstPublishedAt: string | null;
    readonly updatedAt: string;
    readonly section: Named;
    readonly authors: readonly { readonly name: string; readonly url: string }[];
    readonly tags: readonly Named[];
    readonly leadImage: (NinjsPicture & { readonly id: string }) | null;
    readonly corrections: readonly { readonly kind: string; readonly text: string; readonly at: string }[];
    readonly rights: {
      readonly holder: string | null;
      readonly credit: string | null;
      readonly embargoUntil: string | null;
    };
  };
  /** Whether it may be handed on, and already. */
  readonly isFree: boolean;
  readonly canonical: string;
  readonly expiresAt: string | null;
  /** These three are null where the caller gets no more than the excerpt. */
  readonly html: string | null;
  readonly text: string | null;
  readonly images: readonly (NinjsPicture & { readonly imageId?: string })[] | null;
  readonly wordCount: number;
  readonly translations: readonly {
    readonly id: string;
    readonly language: string;
    readonly slug: string;
    readonly url: string;
  }[];
}

/** What items say of where they come from. */
export interface NinjsSource {
  readonly site: { readonly name: string; readonly url: string; readonly copyrightNotice: string };
  /** Where the API is. */
  readonly api: string;
}

/** An object of the schema. Members without a value are left out when it is written. */
export type NinjsItem = Readonly<Record<string, unknown>>;

/** The identity of a story, in every format that the API gives it in. */
const urnOf = (id: string): string => `urn:uuid:${id}`;

const PLAIN = 'text/plain';

/** A list without its gaps, or nothing at all. */
function someOf<T>(...values: readonly (T | null)[]): T[] | undefined {
  const given = values.filter((value) => value !== null);
  return given.length > 0 ? given : undefined;
}

const said = (role: string, value: string | null) => (value ? { role, contentType: PLAIN, value } : null);

/** A story as an item of type `text`. */
export function textItem(story: NinjsStory, source: NinjsSource): NinjsItem {
  const { id, slug, headline, dek, excerpt, corrections, authors, ...about } = story.story;
  const pictures = picturesOf(story);
  return {
    uri: urnOf(id),
    type: 'text',
    representationType: story.html === null ? 'partial' : 'full',
    profile: pictures.length > 0 ? 'text-photo' : 'text-only',
    version: String(about.version),
    firstCreated: about.firstPublishedAt ?? about.publishedAt,
    versionCreated: about.updatedAt,
    contentCreated: about.publishedAt,
    expires: story.expiresAt ?? undefined,
    ...rightsOf(story, source),
    edNote: corrections.map(({ kind, text, at }) => `${kind} of ${at}: ${text}`).join('\n') || undefined,
    language: about.language,
    title: headline,
    by: authors.map(({ name }) => name).join(', ') || undefined,
    slugline: slug,
    headlines: someOf(said('main', headline), said('subheadline', dek)),
    descriptions: someOf(said('excerpt', excerpt), ...corrections.map(({ kind, text }) => said(kind, text))),
    bodies: bodiesOf(story),
    infoSources: [
      ...authors.map(({ name, url }) => ({ name, role: 'author', uri: uriOf(url) })),
      { name: source.site.name, role: 'publisher', uri: uriOf(source.site.url) },
    ],
    subjects: subjectsOf(story, source.api),
    altIds: altIdsOf(story),
    associations: someOf(...pictures, ...translationsOf(story)),
  };
}

/** A list of stories as an item of type `composite`. */
export function listItem(
  stories: readonly NinjsStory[],
  { uri, since, ...source }: NinjsSource & { readonly uri: string; readonly since: string },
): NinjsItem {
  const times = stories.map(({ story }) => story.updatedAt);
  return {
    uri,
    standard: STANDARD,
    type: 'composite',
    profile: 'list',
    // From the stories, never the clock: the same list is the same bytes.
    versionCreated: times.reduce((newest, time) => (time > newest ? time : newest), times[0] ?? since),
    pubStatus: 'usable',
    copyrightHolder: source.site.name,
    copyrightNotice: source.site.copyrightNotice || undefined,
    title: source.site.name,
    associations: stories.map((story) => ({
      name: story.story.headline,
      rel: 'item',
      ...textItem(story, source),
    })),
  };
}

/** What is agreed of it. Until a story may be handed on, it is withheld. */
function rightsOf({ story: { rights }, isFree }: NinjsStory, { site }: NinjsSource) {
  const { holder, credit, embargoUntil } = rights;
  const terms = [
    isFree || embargoUntil !== null ? null : 'Not to be republished.',
    isFree || embargoUntil === null ? null : `Not to be republished before ${embargoUntil}.`,
    credit === null ? null : `To be shown with it: ${credit}`,
  ];
  return {
    embargoedUntil: embargoUntil ?? undefined,
    pubStatus: isFree ? 'usable' : 'withheld',
    copyrightHolder: holder ?? site.name,
    copyrightNotice: credit ?? (site.copyrightNotice || undefined),
    usageTerms: terms.filter((term) => term !== null).join(' ') || undefined,
  };
}

/** The HTML and the text; the count of characters is that of the text, without captions, as the standard has it. */
function bodiesOf({ story, html, text, wordCount }: NinjsStory) {
  if (html === null || text === null) return undefined;
  const counts = { charCount: [...text].length, wordCount };
  return [
    { role: 'html', contentType: 'text/html', ...counts, value: portableHtml(html, story.url) },
    { role: 'text', contentType: PLAIN, ...counts, value: text },
  ];
}

const subjectsOf = ({ story: { section, tags } }: NinjsStory, api: string) => [
  subject('section', section, `${api}/v1/sections/`),
  ...tags.map((tag) => subject('about', tag, `${api}/v1/tags/`)),
];

const subject = (rel: string, { slug, name }: Named, vocabulary: string) => ({
  name,
  rel,
  uri: `${vocabulary}${encodeURIComponent(slug)}`,
  literal: slug,
});

const altIdsOf = ({ story: { id, slug, url }, canonical }: NinjsStory) => [
  { role: 'id', value: id },
  { role: 'slug', value: slug },
  { role: 'url', value: url },
  ...(canonical === url ? [] : [{ role: 'canonical', value: canonical }]),
];

/** The picture above the story, and those in it. */
function picturesOf({ story: { leadImage, url }, images }: NinjsStory): NinjsItem[] {
  const inBody = (images ?? []).map((image, place) =>
    pictureItem(image, { name: `Picture ${place + 1}`, rel: 'body', urn: image.imageId, page: url }),
  );
  if (leadImage === null) return inBody;
  return [
    pictureItem(leadImage, { name: 'Lead picture', rel: 'lead', urn: leadImage.id, page: url }),
    ...inBody,
  ];
}

const translationsOf = ({ story, translations }: NinjsStory): NinjsItem[] =>
  translations.map(({ id, language, slug, url }) => ({
    name: slug,
    rel: 'translation',
    uri: urnOf(id),
    type: 'text',
    representationType: 'partial',
    language,
    slugline: slug,
    altIds: [{ role: 'url', value: hostedUrl(url, story.url) }],
  }));
