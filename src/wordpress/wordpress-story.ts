import type { DraftBlock } from '../body/body.js';
import { excerptOf } from '../body/plain-text.js';
import { slugOf } from '../articles/article-slug.js';
import type { ImportedArticle, ImportedImage } from '../imports/imported-article.js';
import type { ReadStory } from '../imports/import-run.js';
import { DomainError } from '../platform/api/errors.js';
import { firstTextOf, paragraphOf } from '../markup/draft-blocks.js';
import { lineOfHtml, textOfHtml } from '../markup/html-text.js';
import type { LossKind, Losses } from './losses.js';
import { bodyOf } from './post-body.js';
import { commentsOf } from './post-comments.js';
import { slugBefore } from './post-ids.js';
import { webUrl } from '../markup/web-url.js';
import { externalIdOf, formerUrlsOf } from './post-links.js';
import { seoOf } from './post-seo.js';
import { rssTimeOf } from './site-clock.js';
import { Tally } from '../markup/tally.js';
import { MAX_NAME, type NamedTerm } from '../markup/named-term.js';
import { decodePercent, isTag } from './term-index.js';
import type { WxrItem } from './wxr.js';
import type { WxrSurvey } from './wxr-survey.js';

const MAX_HEADLINE = 500;
const HEADLINE_FROM_TEXT = 80;
const MAX_EXCERPT = 5_000;
const MAX_TAGS = 200;

type Status = 'published' | 'scheduled' | 'draft' | 'unpublished';

const STATUSES: ReadonlyMap<string, Status> = new Map([
  ['publish', 'published'],
  ['future', 'scheduled'],
  ['private', 'unpublished'],
  ['trash', 'unpublished'],
]);

/** A post that can be imported, and what is to be counted once it is. */
export interface WordPressStory extends ReadStory {
  readonly status: Status;
  readonly title: string;
  readonly id: string;
  /** What was lost of it, by kind and name. */
  readonly lost: Losses;
  /** What was changed so that it could be imported at all. */
  readonly mended: Tally;
  readonly comments: Tally;
  /** Categories that it has beside its section, which are kept as tags. */
  readonly furtherCategories: readonly NamedTerm[];
}

/** A post that cannot be imported, and why. */
export interface SkippedPost {
  readonly item: WxrItem;
  readonly reason: string;
}

export type ReadPost = { readonly story: WordPressStory } | { readonly skipped: SkippedPost };

/** Whether an item is a post that is to be imported at all; otherwise the kind that it is counted by. */
export function kindLeftOut(item: WxrItem, survey: WxrSurvey): string | null {
  const type = survey.typeOf(item);
  if (type !== 'post') return type || 'no type';
  return item.status === 'inherit' || item.status === 'trash' ? `post (${item.status})` : null;
}

/** A post of WordPress as a story. Whatever is odd about it is mended; only where nothing is left it is skipped. */
export function storyOf(item: WxrItem, survey: WxrSurvey): ReadPost {
  const id = survey.ids.of(item);
  if (id === null) return { skipped: { item, reason: 'it has neither an id nor an address' } };
  try {
    const made = new StoryMaker(item, survey, id).make();
    return made ? { story: made } : { skipped: { item, reason: 'there is nothing in it' } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { skipped: { item, reason: error.errors[0]?.detail ?? error.message } };
  }
}

class StoryMaker {
  private readonly lost = new Tally<LossKind>();
  private readonly mended = new Tally();

  constructor(
    private readonly item: WxrItem,
    private readonly survey: WxrSurvey,
    private readonly known: string,
  ) {}

  /** Null when neither a title nor a body is left. */
  make(): WordPressStory | null {
    const { item, survey, lost, mended } = this;
    const excerpt = textOfHtml(item.excerpt).slice(0, MAX_EXCERPT);
    const blocks = this.body();
    const headline = this.headline(blocks, excerpt);
    if (headline === '') return null;
    const status = this.status();
    const place = survey.terms.placeOf(item);
    if (!place.isPlaced) mended.add('mended', 'without a category');
    const authors = survey.authors.of(item);
    const { canonicalUrl, ...seo } = seoOf(
      item,
      {
        title: headline,
        excerpt,
        section: place.section.name,
        author: authors[0]?.name ?? '',
        site: survey.site,
      },
      lost,
    );
    this.noteTheRest();
    const leadImage = this.leadImage();
    this.noteInsecure([
      ...blocks.flatMap((block) => (block._type === 'image' ? block.url : [])),
      leadImage?.url,
    ]);
    const times = this.times(status);
    const comments = new Tally();
    const article: ImportedArticle = {
      externalId: externalIdOf(this.known, survey.site),
      headline,
      slug: this.slug(headline),
      section: place.section.slug,
      excerpt: excerpt || null,
      body: { blocks: blocks.length > 0 ? blocks : [paragraphOf(excerpt || headline)] },
      authors: authors.map(({ slug }) => slug),
      tags: this.tags(place.others),
      leadImage,
      language: survey.languageOf(item),
      status: times.status,
      publishedAt: times.publishedAt?.toISOString() ?? null,
      modifiedAt: times.modifiedAt.toISOString(),
      featured: item.sticky === '1',
      commentPolicy: item.commentStatus === 'closed' ? 'closed' : null,
      seo,
      canonicalUrl,
      note: item.password === '' ? null : 'Protected by a password in WordPress.',
      formerUrls: formerUrlsOf(item, survey.site),
      comments: commentsOf(item, survey.clock, times.publishedAt ?? times.modifiedAt, comments),
    };
    if (blocks.length === 0) mended.add('mended', 'without a body: its excerpt or headline stands in');
    const { line, length, id } = item;
    const counts = { lost, mended, comments, furtherCategories: place.others };
    return { line, length, id, article, title: headline, status: times.status, ...counts };
  }

  private body(): DraftBlock[] {
    const { item, survey, lost: losses } = this;
    const context = {
      item,
      base: survey.site.blogUrl,
      media: survey.media,
      reusable: survey.reusable,
      losses,
    };
    return bodyOf(context, item.content);
  }

  /** A post without a title, as short notes are, gets one from its first words. */
  private headline(blocks: readonly DraftBlock[], excerpt: string): string {
    const title = lineOfHtml(this.item.title);
    if (title.length > MAX_HEADLINE) this.mended.add('mended', 'headline cut');
    if (title !== '') return excerptOf(title, MAX_HEADLINE);
    const words = [firstTextOf(blocks), excerpt].find((text) => text.trim() !== '') ?? '';
    const headline = excerptOf(words, HEADLINE_FROM_TEXT);
    const made =
      headline === '' && blocks.length > 0 ? decodePercent(this.item.name) || this.item.id : headline;
    if (made !== '') this.mended.add('mended', 'without a title: its first words are the headline');
    return made.slice(0, MAX_HEADLINE);
  }

  private status(): Status {
    const { item } = this;
    if (item.password !== '') {
      this.mended.add('mended', 'protected by a password: not published');
      return 'unpublished';
    }
    if (item.status === 'trash') this.mended.add('mended', 'thrown away: unpublished');
    return STATUSES.get(this.survey.statusOf(item)) ?? 'draft';
  }

  /** The time of a published story is never the present: a second import would find another one. */
  private times(wanted: Status) {
    const { item, survey } = this;
    const known =
      survey.clock.instant(item.date, item.dateGmt) ??
      rssTimeOf(item.pubDate) ??
      rssTimeOf(survey.site.pubDate);
    const changed = survey.clock.instant(item.modified, item.modifiedGmt);
    const status = known === null && wanted !== 'unpublished' ? 'draft' : wanted;
    if (status !== wanted && wanted !== 'draft') this.mended.add('mended', 'without a date: a draft');
    // What was last changed before it was published is, to its readers, as old as its publication.
    const modifiedAt = changed && known && changed > known ? changed : (known ?? changed ?? new Date(0));
    return { status, publishedAt: status === 'draft' ? null : known, modifiedAt } as const;
  }

  private slug(headline: string): string {
    const name = decodePercent(slugBefore(this.item));
    return slugOf(name, '') || slugOf(headline, '') || `post-${this.known}`;
  }

  private tags(others: readonly NamedTerm[]): string[] {
    const slugs = [...this.survey.terms.tagsOf(this.item), ...others].map(({ slug }) => slug);
    const all = [...new Set(slugs)];
    if (all.length > MAX_TAGS) this.mended.add('mended', 'tags left out', all.length - MAX_TAGS);
    return all.slice(0, MAX_TAGS);
  }

  private leadImage(): ImportedImage | null {
    const id = this.item.meta.get('_thumbnail_id')?.trim() ?? '';
    if (id === '' || id === '0' || id === '-1') return null;
    const file = this.survey.media.get(id);
    const url = file && webUrl(file.url);
    if (!url) {
      this.lost.add('featured image', 'not in the export');
      return null;
    }
    const { alt, caption, width, height } = file;
    return { url: url.href, alt, caption: caption || null, width, height };
  }

  /** Pages by https show no pictures by http, or show them only where the server has them by https as well. */
  private noteInsecure(pictures: readonly (string | undefined)[]): void {
    const insecure = pictures.filter((url) => url?.startsWith('http:'));
    this.mended.add('pictures kept', 'insecure address', insecure.length);
  }

  /** What a story has no place for. */
  private noteTheRest(): void {
    for (const { domain, slug } of this.item.terms) {
      if (domain === 'post_format') this.lost.add('post format', slug.replace(/^post-format-/, ''));
      else if (!isTag(domain) && !CARRIED_OVER.test(domain)) this.lost.add('taxonomy', domain);
    }
    for (const key of this.item.meta.keys()) if (!NOT_A_FIELD.test(key)) this.lost.add('custom field', key);
  }
}

const CARRIED_OVER = /^(?:category|author|language|post_translations|)$/;
/** Fields that WordPress keeps for itself, and those that are carried over. */
const NOT_A_FIELD =
  /^(?:_.*|enclosure|footnotes|rank_math_.*|jetpack_seo_.*|advanced_seo_description|classic-editor-remember|)$/;

/** A headline for a report. */
export const titleOf = ({ title, name }: WxrItem): string =>
  (lineOfHtml(title) || decodePercent(name)).slice(0, MAX_NAME);
