import { ImportFault } from '../imports/import-fault.js';
import type { ImportSource } from '../imports/import-source.js';
import { type Fields, flagIn, textIn, valueIn } from '../imports/json-fields.js';
import { lineOfHtml } from '../markup/html-text.js';
import { languageTag } from '../markup/language-tag.js';
import { MAX_NAME, type NamedTerm, shortHash } from '../markup/named-term.js';
import { Tally } from '../markup/tally.js';
import { readGhost } from './ghost.reader.js';
import { TermBook } from './term-book.js';

/** A tag; those that only the newsroom sees begin with `#`. */
interface GhostTag extends NamedTerm {
  readonly description: string | null;
  readonly isInternal: boolean;
}

/** Who signs a post. */
interface GhostAuthor extends NamedTerm {
  /** What stood in the addresses of the old site. */
  readonly slugThere: string;
}

const MAX_DESCRIPTION = 2_000;
/** Whoever has no name but an e-mail address, which readers could tell from a part of it. */
const STAFF = 'Staff';
/** Fields of the table beside the posts that are kept until their posts come. */
const META = [
  'meta_title meta_description feature_image_alt feature_image_caption email_only',
  'og_title og_description og_image twitter_title twitter_description twitter_image email_subject frontmatter',
]
  .join(' ')
  .split(' ');
/** What is said of a staff member that authors have no place for here. */
const PROFILE = [
  'profile_image cover_image bio website location facebook twitter threads bluesky mastodon tiktok youtube instagram',
  'linkedin',
]
  .join(' ')
  .split(' ');
/** Tables that are read, and those that say how Ghost works rather than what it holds. */
const NOT_COUNTED =
  /^(?:posts|posts_(?:tags|authors|meta|products)|tags|users|roles(?:_users)?|permissions(?:_\w+)?|settings|migrations(?:_lock)?|custom_theme_settings|actions|api_keys|brute|integrations|jobs|sessions|tokens|webhooks|\w+_events|\w+_revisions)$/;

/**
 * What has to be known of an export before its first post: everything that posts refer to stands behind them in the
 * file. All of it in a compact form.
 */
export class GhostSurvey {
  version = '';
  /** Posts, without pages. */
  posts = 0;
  readonly tags = new TermBook<GhostTag>('tag');
  readonly authors = new TermBook<GhostAuthor>('author');
  /** Tables that are left out, and how many rows they have. */
  readonly tables = new Tally();
  /** What staff members say of themselves, by field. */
  readonly profiles = new Tally();
  /** Why the file cannot be read to its end. */
  fault: ImportFault | null = null;
  private readonly settings = new Map<string, string>();
  private readonly postIds = new Set<string>();
  private readonly tagsOfPosts = new Map<string, string[]>();
  private readonly authorsOfPosts = new Map<string, string[]>();
  private readonly meta = new Map<string, Fields>();
  private readonly signing = new Set<string>();

  /** Reads a file from its beginning to its end or to the first fault, which is kept and not thrown. */
  static async of(source: ImportSource, onRead: () => void): Promise<GhostSurvey> {
    const survey = new GhostSurvey();
    try {
      for await (const part of readGhost(source)) {
        if (part.kind === 'meta') survey.version = part.version;
        else survey.take(part.table, part.row);
        onRead();
      }
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      survey.fault = error;
    }
    return survey;
  }

  get title(): string {
    return lineOfHtml(this.setting('title'));
  }

  get tagline(): string {
    return lineOfHtml(this.setting('description'));
  }

  /** The zone in which dated addresses count. */
  get timeZone(): string {
    return this.setting('timezone', 'active_timezone', 'activeTimezone') || 'UTC';
  }

  get language(): string | null {
    return languageTag(this.setting('locale', 'lang', 'default_locale', 'defaultLang'));
  }

  /** What readers see of a post's tags, in their order. */
  tagsOf(post: Fields): GhostTag[] {
    return this.everyTagOf(textIn(post, 'id')).filter(({ isInternal }) => !isInternal);
  }

  internalTagsOf(post: Fields): GhostTag[] {
    return this.everyTagOf(textIn(post, 'id')).filter(({ isInternal }) => isInternal);
  }

  /** The authors of a post in their order; of the first versions of Ghost there is one. */
  authorsOf(post: Fields): GhostAuthor[] {
    const ids = inOrder(this.authorsOfPosts.get(textIn(post, 'id')));
    const all = (ids.length > 0 ? ids : [textIn(post, 'author_id')]).flatMap(
      (id) => this.authors.get(id) ?? [],
    );
    return [...new Set(all)];
  }

  /** What stands in a table beside a post; before version 3 it stood in the post itself. */
  metaOf(post: Fields): Fields {
    return this.meta.get(textIn(post, 'id')) ?? post;
  }

  /** Tags that are the first of a post, and so its section. */
  sections(): GhostTag[] {
    const firsts = [...this.postIds].flatMap(
      (id) => this.everyTagOf(id).find(({ isInternal }) => !isInternal) ?? [],
    );
    return [...new Set(firsts)];
  }

  /** Those who sign a post. */
  signers(): NamedTerm[] {
    const ids = new Set(
      [...this.postIds].flatMap((id) => inOrder(this.authorsOfPosts.get(id))).concat(...this.signing),
    );
    return [...ids].flatMap((id) => this.authors.get(id) ?? []);
  }

  private everyTagOf(post: string): GhostTag[] {
    return [...new Set(inOrder(this.tagsOfPosts.get(post)).flatMap((id) => this.tags.get(id) ?? []))];
  }

  private setting(...keys: readonly string[]): string {
    return keys.map((key) => this.settings.get(key) ?? '').find((value) => value !== '') ?? '';
  }

  private take(table: string, row: Fields): void {
    if (table === 'posts') this.post(row);
    else if (table === 'tags') this.tag(row);
    else if (table === 'users') this.user(row);
    else if (table === 'posts_tags') relate(this.tagsOfPosts, row, 'tag_id');
    else if (table === 'posts_authors') relate(this.authorsOfPosts, row, 'author_id');
    else if (table === 'posts_meta') this.postMeta(row);
    else if (table === 'settings') this.settings.set(textIn(row, 'key'), textIn(row, 'value'));
    else if (!NOT_COUNTED.test(table)) this.tables.add('table', table.replaceAll('_', ' '));
  }

  private post(row: Fields): void {
    if (isPage(row)) return;
    this.posts += 1;
    this.postIds.add(textIn(row, 'id'));
    const author = textIn(row, 'author_id');
    if (author !== '') this.signing.add(author);
  }

  private tag(row: Fields): void {
    const name = lineOfHtml(textIn(row, 'name'));
    this.tags.add(textIn(row, 'id'), {
      slug: textIn(row, 'slug'),
      name: (name || textIn(row, 'slug') || 'Unnamed').slice(0, MAX_NAME),
      description: lineOfHtml(textIn(row, 'description')).slice(0, MAX_DESCRIPTION) || null,
      isInternal: name.startsWith('#') || textIn(row, 'visibility') === 'internal',
    });
  }

  /** Of the addresses that a staff member has nothing is kept, nor a slug that was made of one. */
  private user(row: Fields): void {
    const [id, slugThere] = [textIn(row, 'id'), textIn(row, 'slug')];
    const given = lineOfHtml(textIn(row, 'name'));
    const name = withoutAddresses(given).slice(0, MAX_NAME).trim();
    if (/\p{L}/u.test(name)) {
      this.authors.add(id, { name, slug: given.includes('@') ? '' : slugThere, slugThere });
    } else {
      this.profiles.add('author', given === '' ? 'without a name' : 'named by an e-mail address');
      this.authors.add(id, { name: STAFF, slug: `${STAFF}-${shortHash(id)}`, slugThere });
    }
    for (const field of PROFILE) if (textIn(row, field) !== '') this.profiles.add('author', field);
  }

  private postMeta(row: Fields): void {
    const kept = META.filter((name) => valueIn(row, name)).map((name) => [name, valueIn(row, name)] as const);
    if (kept.length > 0) this.meta.set(textIn(row, 'post_id'), Object.fromEntries(kept));
    else this.meta.set(textIn(row, 'post_id'), NOTHING);
  }
}

/** A name without the words in it that are e-mail addresses. */
const withoutAddresses = (name: string): string =>
  name
    .split(' ')
    .filter((word) => !word.includes('@'))
    .join(' ');

const NOTHING: Fields = {};

/** Whether a row is a page; the first versions had a mark for it. */
export const isPage = (row: Fields): boolean => textIn(row, 'type') === 'page' || flagIn(row, 'page');

/** Notes what a post refers to. Places are kept in front, so that the texts sort by them. */
function relate(relations: Map<string, string[]>, row: Fields, name: string): void {
  const post = textIn(row, 'post_id');
  const place = textIn(row, 'sort_order').padStart(10, '0');
  const known = relations.get(post);
  if (known) known.push(`${place} ${textIn(row, name)}`);
  else relations.set(post, [`${place} ${textIn(row, name)}`]);
}

const inOrder = (related: readonly string[] = []): string[] =>
  related.toSorted().map((one) => one.slice(one.indexOf(' ') + 1));
