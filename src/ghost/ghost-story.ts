import { slugOf } from '../articles/article-slug.js';
import type { DraftBlock } from '../body/body.js';
import { excerptOf } from '../body/plain-text.js';
import type { ConvertedStory, NamedItem } from '../imports/converted-report.js';
import type { ReadStory } from '../imports/import-run.js';
import type { ImportedArticle, ImportedImage } from '../imports/imported-article.js';
import { type Fields, flagIn, textIn, timeIn } from '../imports/json-fields.js';
import { DomainError } from '../platform/api/errors.js';
import { sectionSlug } from '../sections/section-slug.js';
import { firstTextOf, paragraphOf } from '../markup/draft-blocks.js';
import { lineOfHtml } from '../markup/html-text.js';
import { languageTag } from '../markup/language-tag.js';
import { Tally } from '../markup/tally.js';
import { bodyOf, SITE_MARK } from './ghost-body.js';
import { addressOf, externalIdOf, formerUrlsOf } from './ghost-links.js';
import type { GhostRules } from './ghost-rules.js';
import type { GhostSurvey } from './ghost-survey.js';
import type { GhostLoss } from './ghost-tallies.js';

const MAX_HEADLINE = 500;
const HEADLINE_FROM_TEXT = 80;
const MAX_DEK = 2_000;
const MAX_SEO_TITLE = 500;
const MAX_SEO_DESCRIPTION = 2_000;
const MAX_ALT = 2_000;
const MAX_CAPTION = 5_000;
const MAX_TAGS = 200;
const MAX_AUTHORS = 50;
/** Fields that a story has no place for. */
const NO_PLACE =
  'og_title og_description og_image twitter_title twitter_description twitter_image email_subject frontmatter'.split(
    ' ',
  );

type Status = 'published' | 'scheduled' | 'draft' | 'unpublished';

/** A post that can be imported, and what is to be counted once it is. */
export interface GhostStory extends ReadStory, ConvertedStory, NamedItem {
  /** Whether it names the site's own address, which nobody told. */
  readonly lacksSite: boolean;
}

export type ReadPost =
  { readonly story: GhostStory } | { readonly skipped: NamedItem; readonly reason: string };

/** A row of posts, and its place among them. */
export interface GhostPost {
  readonly row: Fields;
  readonly number: number;
  readonly length: number;
}

/** A post of Ghost as a story. Whatever is odd about it is mended; only where nothing is left it is skipped. */
export function storyOf(post: GhostPost, survey: GhostSurvey, rules: GhostRules): ReadPost {
  const title = lineOfHtml(textIn(post.row, 'title')) || textIn(post.row, 'slug');
  const id = textIn(post.row, 'id');
  const skipped = { line: post.number, id: id.slice(0, 60), title: title.slice(0, 200) };
  if (id === '') return { skipped, reason: 'it has no id' };
  try {
    const made = new StoryMaker(post, survey, rules).make();
    return made ? { story: { ...made, ...skipped } } : { skipped, reason: 'there is nothing in it' };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { skipped, reason: error.errors[0]?.detail ?? error.message };
  }
}

class StoryMaker {
  private readonly lost = new Tally<GhostLoss>();
  private readonly mended = new Tally();
  private readonly row: Fields;
  private readonly meta: Fields;

  constructor(
    private readonly post: GhostPost,
    private readonly survey: GhostSurvey,
    private readonly rules: GhostRules,
  ) {
    this.row = post.row;
    this.meta = survey.metaOf(post.row);
  }

  /** Null when neither a title nor a body is left. */
  make(): Omit<GhostStory, 'id' | 'title'> | null {
    const { row, meta, rules, survey, lost, mended } = this;
    const blocks = bodyOf(row, rules.siteUrl, { lost, changed: mended });
    const dek = lineOfHtml(textIn(row, 'custom_excerpt')).slice(0, MAX_DEK);
    const headline = this.headline(blocks, dek);
    if (headline === '') return null;
    const status = this.status();
    const times = this.times(status);
    const tags = survey.tagsOf(row);
    const [section] = tags;
    if (!section) mended.add('mended', 'without a tag: in the section of all that have none');
    this.noteTheRest();
    if (blocks.length === 0) mended.add('mended', 'without a body: its excerpt or headline stands in');
    const article: ImportedArticle = {
      externalId: externalIdOf(row),
      headline,
      slug: slugOf(textIn(row, 'slug'), '') || slugOf(headline, '') || null,
      section: section ? sectionSlug(section.slug) : rules.section,
      dek: dek || null,
      body: { blocks: blocks.length > 0 ? blocks : [paragraphOf(dek || headline)] },
      authors: survey
        .authorsOf(row)
        .slice(0, MAX_AUTHORS)
        .map(({ slug }) => slug),
      tags: tags.slice(0, MAX_TAGS).map(({ slug }) => slug),
      leadImage: this.leadImage(),
      language: languageTag(textIn(row, 'locale')) ?? survey.language,
      ...times,
      featured: flagIn(row, 'featured'),
      seo: {
        title: lineOfHtml(textIn(meta, 'meta_title')).slice(0, MAX_SEO_TITLE) || null,
        description: lineOfHtml(textIn(meta, 'meta_description')).slice(0, MAX_SEO_DESCRIPTION) || null,
      },
      canonicalUrl: this.canonicalUrl(),
      note: this.note(),
      formerUrls: formerUrlsOf(row, survey, rules),
    };
    const { number, length } = this.post;
    return { line: number, length, article, status: times.status, lost, mended, lacksSite: this.lacksSite() };
  }

  /** A post without a title gets one from its first words. Ghost names drafts so that have none. */
  private headline(blocks: readonly DraftBlock[], dek: string): string {
    const title = lineOfHtml(textIn(this.row, 'title'));
    if (title.length > MAX_HEADLINE) this.mended.add('mended', 'headline cut');
    if (title !== '' && title !== '(Untitled)') return excerptOf(title, MAX_HEADLINE);
    const words = [firstTextOf(blocks), dek, title].find((text) => text.trim() !== '') ?? '';
    const made = excerptOf(words, HEADLINE_FROM_TEXT) || (blocks.length > 0 ? textIn(this.row, 'slug') : '');
    if (made !== '') this.mended.add('mended', 'without a title: its first words are the headline');
    return made.slice(0, MAX_HEADLINE);
  }

  /** Who may read a post: it is published only where that is everybody. */
  private get audience(): string {
    return textIn(this.row, 'visibility') || 'public';
  }

  private get isEmail(): boolean {
    return textIn(this.row, 'status') === 'sent' || flagIn(this.meta, 'email_only');
  }

  private status(): Status {
    const { mended } = this;
    const given = textIn(this.row, 'status');
    if (given !== 'published' && given !== 'scheduled' && given !== 'sent') return 'draft';
    const held = given === 'scheduled' ? 'draft' : 'unpublished';
    if (this.isEmail) {
      mended.add('mended', 'an e-mail alone: not published');
      return held;
    }
    if (this.audience !== 'public') {
      mended.add('mended', `for ${audienceOf(this.audience)}: not published`);
      return held;
    }
    // What was sent is an e-mail alone.
    return given === 'scheduled' ? given : 'published';
  }

  private note(): string | null {
    const notes = [
      this.isEmail ? 'In Ghost this was sent as an e-mail alone.' : '',
      this.audience === 'public' ? '' : `In Ghost this was for ${audienceOf(this.audience)} alone.`,
    ].filter((text) => text !== '');
    return notes.join(' ') || null;
  }

  /** The time of a published story is never the present: a second import would find another one. */
  private times(wanted: Status) {
    const { row, mended } = this;
    const created = timeIn(row, 'created_at');
    const known = timeIn(row, 'published_at') ?? (wanted === 'scheduled' ? null : created);
    const status = known === null && wanted !== 'unpublished' ? 'draft' : wanted;
    const isOut = status === 'published' || status === 'unpublished';
    if (isOut && known && timeIn(row, 'published_at') === null)
      this.lost.add('field', 'published_at: created_at stands in');
    if (status !== wanted && wanted !== 'draft') mended.add('mended', 'without a date: a draft');
    const changed = timeIn(row, 'updated_at') ?? created;
    // What was last changed before it was published is, to its readers, as old as its publication.
    const isOlder = changed && known && status === 'published' && changed < known;
    const modifiedAt = (isOlder ? known : changed) ?? known ?? new Date(0);
    const at = status === 'draft' ? null : (known?.toISOString() ?? null);
    const time = status === 'scheduled' ? { publishAt: at } : { publishedAt: at };
    return { status, ...time, modifiedAt: modifiedAt.toISOString() };
  }

  private leadImage(): ImportedImage | null {
    const address = textIn(this.row, 'feature_image') || textIn(this.row, 'image');
    if (address.trim() === '') return null;
    const url = addressOf(address.trim(), this.rules.siteUrl);
    if (url === null) {
      this.lost.add('image', 'feature image');
      return null;
    }
    const alt = lineOfHtml(textIn(this.meta, 'feature_image_alt')).slice(0, MAX_ALT);
    const caption = lineOfHtml(textIn(this.meta, 'feature_image_caption')).slice(0, MAX_CAPTION);
    return { url, alt, caption: caption || null };
  }

  /** An address of another page. That of the post itself is where it no longer stands. */
  private canonicalUrl(): string | null {
    const { row, survey, rules } = this;
    const url = addressOf(textIn(row, 'canonical_url').trim(), rules.siteUrl);
    const same = (address: string): string =>
      address.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/+$/, '');
    const own = formerUrlsOf(row, survey, rules).map(same);
    return url === null || own.includes(same(url)) ? null : url;
  }

  private lacksSite(): boolean {
    if (this.rules.siteUrl !== null) return false;
    const { row } = this;
    return ['html', 'lexical', 'mobiledoc', 'feature_image'].some((name) =>
      textIn(row, name).includes(SITE_MARK),
    );
  }

  /** What a story has no place for. */
  private noteTheRest(): void {
    const { row, meta, lost, survey } = this;
    for (const name of NO_PLACE) if (textIn(meta, name) !== '') lost.add('field', name);
    if (textIn(row, 'custom_template') !== '') lost.add('field', 'custom_template');
    for (const place of ['head', 'foot'] as const) {
      if (textIn(row, `codeinjection_${place}`).trim() !== '') lost.add('code injection', place);
    }
    const { length } = survey.internalTagsOf(row);
    if (length > 0) lost.add('field', 'internal tags', length);
  }
}

/** Ghost says so of members, of those who pay, and by filters of those of some tiers. */
const audienceOf = (visibility: string): string =>
  visibility === 'members' || visibility === 'paid'
    ? `${visibility === 'paid' ? 'paying ' : ''}members`
    : 'some members';
