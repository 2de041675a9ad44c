import { Inject, Injectable } from '@nestjs/common';
import { isPublic } from '../articles/visibility.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { visibleTag } from '../tags/tags.query.js';
import { feedPath } from './feed-answer.js';
import { FEED_ENDINGS } from './feed-formats.js';
import type { FeedSubject } from './feeds.query.js';

/** What of entries of the change log shows in feeds: ids. */
interface Shown {
  /** Stories that changed: where they are listed now shows it. */
  readonly stories: readonly string[];
  /** Sections, authors and tags whose lists changed. */
  readonly section: readonly string[];
  readonly author: readonly string[];
  readonly tag: readonly string[];
  /** Sections, authors and tags that have another name: it shows where readers find them. */
  readonly named: readonly string[];
  /** Whether the list of all stories changed. */
  readonly latest: boolean;
}

/** The feeds that show what changed. */
@Injectable()
export class FeedTopicsQuery {
  constructor(
    private readonly database: Database,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /** Addresses of the feeds that these changes show in, in every format, each once. */
  async of(changes: readonly Change[]): Promise<string[]> {
    const shown = shownOf(changes);
    if (Object.values(shown).every((ids) => ids === false || (ids !== true && ids.length === 0))) return [];
    const rows = await this.database.query<{ subject: FeedSubject | null; slug: string }>(placesOf(shown));
    return rows.flatMap(({ subject, slug }) =>
      FEED_ENDINGS.map((ending) => this.addressOf(feedPath(subject, slug, ending))),
    );
  }

  /** Those of the newest stories, for when nobody can tell what changed. */
  latest(): string[] {
    return FEED_ENDINGS.map((ending) => this.addressOf(feedPath(null, '', ending)));
  }

  private addressOf(path: string): string {
    return new URL(`${this.addresses.api}${path}`).href;
  }
}

/** What is drafted shows nowhere. The end of an embargo shows where it holds for everybody: then the body is there. */
const isShown = ({ subject, kind, tags }: Change): boolean =>
  subject === 'embargo' ? tags.includes('embargo:0') : kind !== 'drafted';

function shownOf(all: readonly Change[]): Shown {
  const changes = all.filter(isShown);
  const idsOf = (subject: string): string[] =>
    changes.flatMap((change) => (change.subject === subject ? (change.subjectId ?? []) : []));
  const listed = (kind: FeedSubject): string[] => {
    const start = `articles:${kind}:`;
    const lists = changes.flatMap(({ tags }) => tags.filter((tag) => tag.startsWith(start)));
    return lists.map((tag) => tag.slice(start.length));
  };
  return {
    stories: [...idsOf('article'), ...idsOf('embargo')],
    section: listed('section'),
    author: listed('author'),
    tag: listed('tag'),
    named: [...idsOf('section'), ...idsOf('author'), ...idsOf('tag')],
    latest: changes.some(({ tags }) => tags.includes('articles')),
  };
}

/** Rows of what feeds are about, `subject` and `slug`. */
function placesOf({ stories, section, author, tag, named, latest }: Shown): Sql {
  const shown = sql`(select a.id from article a where a.id = any(${stories}::uuid[]) and ${isPublic(sql`a`)})`;
  return sql`with shown as materialized ${shown}
    select null as subject, '' as slug where ${latest}::boolean or exists (select 1 from shown)
    union all select 'section', s.slug from section s where s.id = any(${section}::uuid[]) or s.id = any(${named}::uuid[])
      or s.id in (select l.section_id from article_listing l join shown on shown.id = l.article_id)
    union all select 'author', u.slug from author u where u.id = any(${author}::uuid[])
      or u.id = any(${named}::uuid[]) and ${visibleAuthor(sql`u`, 'anonymous')}
      or u.id in (select l.author_id from article_author l join shown on shown.id = l.article_id)
    union all select 'tag', t.slug from tag t where t.id = any(${tag}::uuid[])
      or t.id = any(${named}::uuid[]) and ${visibleTag(sql`t`, 'anonymous')}
      or t.id in (select l.tag_id from article_tag l join shown on shown.id = l.article_id)`;
}
