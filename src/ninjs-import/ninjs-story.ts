import { slugOf } from '../articles/article-slug.js';
import { excerptOf } from '../body/plain-text.js';
import type { ConvertedStatus, ConvertedStory, NamedItem } from '../imports/converted-report.js';
import type { ReadStory } from '../imports/import-run.js';
import type { ImportedArticle } from '../imports/imported-article.js';
import { withoutAddresses } from '../imports/shown-name.js';
import { firstTextOf, paragraphOf } from '../markup/draft-blocks.js';
import { lineOfHtml } from '../markup/html-text.js';
import { languageTag } from '../markup/language-tag.js';
import { MAX_NAME } from '../markup/named-term.js';
import { Tally } from '../markup/tally.js';
import { webUrl } from '../markup/web-url.js';
import { type ItemBody, bodyOf } from './ninjs-body.js';
import type { NinjsItem } from './ninjs-item.js';
import { termsOf, type UsageTerms } from './ninjs-terms.js';
import type { ReadItem } from './ninjs.reader.js';

const MAX_HEADLINE = 500;
const HEADLINE_FROM_TEXT = 80;
const MAX_DEK = 2_000;
const MAX_EXCERPT = 5_000;
const MAX_RIGHTS = 500;
const MAX_NOTE = 5_000;
const MAX_TAGS = 200;
const MAX_AUTHORS = 50;
const MAX_FORMER = 100;
const MAX_URI = 200;
/** How a subject, a person or a source stands to an item. */
const SECTION = /^(?:section|category|desk)$/i;
const AUTHOR = /^(?:author|creator|writer|byline)$/i;
const SUBHEADLINE = /sub|dek|deck|standfirst/;
/** Lists of what a story is about that have no place in it, by their names in all versions. */
const ENTITIES = ['people', 'organisations', 'places', 'events', 'objects', 'genres', 'trustindicators'];
const OLD_NAMES: Readonly<Record<string, string>> = {
  people: 'person',
  organisations: 'organisation',
  places: 'place',
  events: 'event',
  objects: 'object',
  genres: 'genre',
  trustindicators: 'trustindicator',
};

/** An item that can be imported, and what is to be counted once it is. */
export type NinjsStory = ReadStory & ConvertedStory & NamedItem;

/** What is here already of an item that is taken back, which may come without any content. */
export interface Standing {
  readonly headline: string;
  readonly section: string;
}

/** What is lost of one item, and what is changed. */
interface Tallies {
  readonly lost: Tally;
  readonly mended: Tally;
}

/** What an item is known by: who has it already knows it by the same. */
export const externalIdOf = (item: NinjsItem): string => item.text('uri').slice(0, MAX_URI);

/** The section that an item names itself; an empty text for none. */
export const sectionOf = (item: NinjsItem): string =>
  subjectsOf(item)
    .filter((subject) => SECTION.test(subject.text('rel')))
    .map(nameOf)
    .find((name) => name !== '') ?? '';

export const isCanceled = (read: ReadItem): boolean => termsOf(read).pubStatus === 'canceled';

export const namedItem = ({ item, number }: ReadItem): NamedItem => ({
  line: number,
  id: item.text('uri').slice(0, MAX_URI),
  title: headlineOf(item).slice(0, MAX_NAME),
});

/**
 * An item as a story; null when neither a headline nor a body is left.
 * @param section its own, or the one of those that name none
 * @param standing the story that it takes back; null for an item that is not canceled
 * @throws DomainError for a body that cannot be used
 */
export function storyOf(read: ReadItem, section: string, standing: Standing | null): NinjsStory | null {
  const { item, number, length } = read;
  const lost = new Tally();
  const mended = new Tally();
  const body = bodyOf(item, lost);
  const excerpt = lineOfHtml(excerptIn(item)).slice(0, MAX_EXCERPT);
  const headline = (headlineOf(item) || standing?.headline) ?? '';
  const words = firstTextOf(body.blocks) || excerpt;
  if (headline === '') mended.add('mended', 'without a headline: its first words stand in');
  const shown = excerptOf(headline, MAX_HEADLINE) || excerptOf(words, HEADLINE_FROM_TEXT);
  if (shown === '') return null;
  const terms = termsOf(read);
  const { status, ...times } = timesOf(item, terms, { lost, mended });
  const article: ImportedArticle = {
    externalId: externalIdOf(item),
    headline: shown,
    slug: slugOf(slugIn(item), '') || null,
    section,
    dek: dekIn(item),
    excerpt: excerpt || null,
    ...contentOf(body, excerpt || shown, mended),
    authors: authorsOf(item),
    tags: tagsOf(item, lost),
    language: languageTag(item.text('language')),
    status,
    ...times,
    ...rightsOf(item, terms, mended),
    notice: standing ? noticeOf(read) : null,
    canonicalUrl: webUrl(altIdOf(item, 'canonical'))?.href ?? null,
    formerUrls: addressesOf(item),
    sourceVersion: versionOf(item),
  };
  noteTheRest(item, lost, mended);
  return { ...namedItem(read), line: number, length, article, status, lost, mended };
}

/** Which version of its item this is. */
function versionOf(item: NinjsItem) {
  const version = item.text('version');
  return {
    number: /^\d{1,15}$/.test(version) ? Number(version) : null,
    at: item.time('versioncreated')?.toISOString() ?? null,
  };
}

function headlineOf(item: NinjsItem): string {
  const headlines = item.texts('headline').filter(({ role }) => !SUBHEADLINE.test(role));
  const main = headlines.find(({ role }) => role === 'main' || role === '') ?? headlines[0];
  return lineOfHtml(main?.value ?? item.text('title'));
}

function dekIn(item: NinjsItem): string | null {
  const dek = item.texts('headline').find(({ role }) => SUBHEADLINE.test(role));
  return lineOfHtml(dek?.value ?? '').slice(0, MAX_DEK) || null;
}

function excerptIn(item: NinjsItem): string {
  const texts = item.texts('description');
  return (texts.find(({ role }) => /excerpt|summary/.test(role)) ?? texts[0])?.value ?? '';
}

function contentOf({ blocks, leadImage }: ItemBody, standIn: string, mended: Tally) {
  if (blocks.length > 0) return { body: { blocks }, leadImage };
  mended.add('mended', 'without a body: its description or headline stands in');
  return { body: { blocks: [paragraphOf(standIn)] }, leadImage };
}

/**
 * The time of a published story is never the present: a second import would find another one. An embargo is when it is
 * published, so that readers see it neither before nor later; one that cannot be read may last for ever.
 */
function timesOf(item: NinjsItem, terms: UsageTerms, { lost, mended }: Tallies) {
  const created = item.time('firstcreated', 'versioncreated', 'contentcreated');
  const { embargo } = terms;
  const known = embargo && (!created || embargo > created) ? embargo : created;
  const changed = item.time('versioncreated') ?? known ?? new Date(0);
  const modifiedAt = (known && changed < known ? known : changed).toISOString();
  const wanted = statusOf(terms, { lost, mended });
  const status: ConvertedStatus = known === null && wanted === 'published' ? 'draft' : wanted;
  if (status !== wanted) mended.add('mended', 'without a time: a draft');
  if (status === 'published' && embargo && known === embargo)
    mended.add('mended', 'published as its embargo ends');
  return { status, publishedAt: status === 'draft' ? null : (known?.toISOString() ?? null), modifiedAt };
}

function statusOf(
  { pubStatus, isEmbargoUnreadable }: UsageTerms,
  { lost, mended }: Tallies,
): 'published' | 'draft' | 'retracted' {
  if (isEmbargoUnreadable) lost.add('embargo', 'not readable: not published');
  if (pubStatus === 'canceled') return 'retracted';
  if (pubStatus !== 'usable')
    mended.add('mended', `${pubStatus === 'withheld' ? pubStatus : 'of another status'}: a draft`);
  return pubStatus !== 'usable' || isEmbargoUnreadable ? 'draft' : 'published';
}

/** Why an item is taken back: it says so itself, or else what takes it back with others. */
const noticeOf = ({ item, holders }: ReadItem): string =>
  [item, ...holders.toReversed()]
    .map((one) => lineOfHtml(one.text('ednote')).slice(0, MAX_NOTE))
    .find((note) => note !== '') ?? 'Withdrawn by its provider.';

/** Nobody here can tell what terms of use mean, so that what has some is not handed on. */
function rightsOf(item: NinjsItem, { terms }: UsageTerms, mended: Tally) {
  const line = (name: string): string | null => lineOfHtml(item.text(name)) || null;
  if (terms !== null) mended.add('mended', 'with terms of use: not handed on');
  const notes = [line('ednote'), terms && `Terms of use: ${terms}`].filter((text) => text !== null);
  return {
    rights: {
      syndicate: terms === null,
      holder: line('copyrightholder')?.slice(0, MAX_RIGHTS) ?? null,
      credit: line('copyrightnotice')?.slice(0, MAX_RIGHTS) ?? null,
    },
    note: notes.join('\n').slice(0, MAX_NOTE) || null,
  };
}

/** Authors that are named one by one, or else those of a line that names them all. */
function authorsOf(item: NinjsItem): string[] {
  const named = ['infosources', 'infosource', 'people', 'person'].flatMap((list) =>
    item.list(list).filter((one) => AUTHOR.test(one.text('role', 'rel'))),
  );
  const line = lineOfHtml(item.text('by', 'byline')).replace(beforeNames(item.text('language')), '');
  const names =
    named.length > 0 ? named.map((one) => one.text('name')) : line.split(/\s*[,;/]\s*|\s+(?:and|&)\s+/);
  const shown = names.map((name) => withoutAddresses(lineOfHtml(name)).slice(0, MAX_NAME).trim());
  return [...new Set(shown.filter((name) => name !== ''))].slice(0, MAX_AUTHORS);
}

/** The word that a line of authors begins with, in the language of the item. */
const beforeNames = (language: string): RegExp => BY.get(language.slice(0, 2).toLowerCase()) ?? /^by\s+/i;

const BY: ReadonlyMap<string, RegExp> = new Map([
  ['de', /^von\s+/i],
  ['es', /^por\s+/i],
  ['fr', /^par\s+/i],
  ['nl', /^door\s+/i],
  ['pt', /^por\s+/i],
]);

const subjectsOf = (item: NinjsItem): NinjsItem[] => item.list('subjects', 'subject');

const nameOf = (one: NinjsItem): string => lineOfHtml(one.text('name')).slice(0, MAX_NAME);

function tagsOf(item: NinjsItem, lost: Tally): string[] {
  const subjects = subjectsOf(item).filter((one) => !SECTION.test(one.text('rel')));
  const names = subjects.map(nameOf);
  lost.add('subject', 'without a name', names.filter((name) => name === '').length);
  return [...new Set(names.filter((name) => name !== ''))].slice(0, MAX_TAGS);
}

/** Alternative ids have roles; of version 1 names. */
const altIdOf = (item: NinjsItem, role: string): string =>
  item
    .list('altids')
    .find((one) => one.text('role', 'name').toLowerCase() === role)
    ?.text('value') ?? '';

const slugIn = (item: NinjsItem): string => altIdOf(item, 'slug') || item.text('slugline');

/** The addresses of its own that an item names. */
function addressesOf(item: NinjsItem): string[] {
  const given = [item.text('uri'), altIdOf(item, 'url')].flatMap((address) => webUrl(address)?.href ?? []);
  return [...new Set(given)].slice(0, MAX_FORMER);
}

/** What a story has no place for. */
function noteTheRest(item: NinjsItem, lost: Tally, mended: Tally): void {
  for (const name of ENTITIES) {
    const others = item.list(name, OLD_NAMES[name] as string).filter((one) => !AUTHOR.test(one.text('rel')));
    lost.add('entity', name, others.length);
  }
  for (const name of ['located', 'urgency', 'expires', 'rightsinfo']) {
    if (item.text(name) !== '' || item.list(name).length > 0) lost.add('field', name);
  }
  if (/^(?:partial|incomplete)$/i.test(item.text('representationtype')))
    mended.add('mended', 'not complete: imported as far as it goes');
}
