import { Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { articleShape } from '../articles/article.query.js';
import { Article } from '../articles/article.view.js';
import { visibleTo } from '../articles/visibility.js';
import { wasGiven } from '../partners/hearing.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { isPartner, type ViewerClass } from '../platform/api/viewer.js';
import { instant, join, Slot, sql, type Sql } from '../platform/database/sql.js';

/** What a delivery is about. */
export interface Told {
  /** The partner whose rights the webhook has; null for one of the house. */
  readonly partnerId: string | null;
  readonly content: 'ids' | 'full';
  readonly seq: string;
  /** What happened, as the webhook is told. */
  readonly kind: string;
}

/** What is posted, and what it says. */
export interface Message {
  readonly body: string;
  /** Whether a partner is told with it that it may not have the story any more. */
  readonly isEnd: boolean;
}

interface Found {
  readonly change: Readonly<Record<string, unknown>>;
  readonly article: object | null;
  readonly isVisible: boolean;
  /** Of a partner: whether it was given the story before. */
  readonly wasGiven: boolean;
}

const VISIBILITY_ALONE: Selection = [];

/**
 * Makes what webhooks are told, at the moment when it is sent: what was taken back meanwhile is not in it, however often
 * it is tried.
 */
@Injectable()
export class WebhookMessagesQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** Null where a partner may not have the story any more, and never had it; and where the change was forgotten. */
  async of({ partnerId, content, seq, kind }: Told): Promise<Message | null> {
    const viewer: ViewerClass = partnerId === null ? 'reader' : `partner@${partnerId}`;
    const isFull = content === 'full';
    const answer = await this.plans.rest(
      {
        key: `webhook message ${content}`,
        selection: isFull ? wholeSelection(Article) : VISIBILITY_ALONE,
        ...{ viewer, slots: { seq, kind }, fixed: true, exact: true },
      },
      messageSql,
    );
    if (!answer) return null;
    const found = JSON.parse(answer.json) as Found;
    const { change, article, isVisible } = found;
    if (partnerId !== null && !isVisible && !found.wasGiven) return null;
    // Without the story where it was not asked for. Null means that it is not to be had.
    const data = isVisible && !isFull ? change : { ...change, article };
    const message = { type: `article.${kind}`, timestamp: change['at'], data };
    return { body: JSON.stringify(message), isEnd: partnerId !== null && !isVisible };
  }
}

function messageSql(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const json = selection.length > 0 ? articleShape.json(row, selection, read) : sql`null::json`;
  const had = isPartner(read.viewer) ? wasGiven(read.viewer, sql`e.subject_id`) : sql`false`;
  // A partner that is told of a story is to hear of its end, whatever else it was told.
  const given = read.copy('given', sql`story.id || ' ' || story.version`);
  return sql`select json_build_object(${join([...given, sql`'change'`])}, json_build_object('id', e.seq::text, 'articleId', e.subject_id, 'kind', ${new Slot('kind')}::text,
        'at', ${instant(sql`e.at`)}, 'version', coalesce(e.version, 0), 'slug', e.slug, 'previousSlug', e.previous_slug,
        'notice', now.notice),
      'article', story.json, 'isVisible', story.id is not null, 'wasGiven', ${had})::text as json
    from change e left join lateral (select ${row.a}.id, ${row.a}.version, ${json} as json from ${row.from()}
      where ${row.a}.id = e.subject_id and ${visibleTo(read.viewer, row.a)}) story on true
      left join lateral (select a.retraction_notice as notice from article a
        where a.id = e.subject_id and a.status = 'retracted') now on true
    where e.seq = ${new Slot('seq')}::bigint`;
}
