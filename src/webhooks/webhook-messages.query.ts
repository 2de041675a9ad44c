import { Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { articleShape } from '../articles/article.query.js';
import { Article } from '../articles/article.view.js';
import { visibleTo } from '../articles/visibility.js';
import { wasGiven } from '../partners/hearing.js';
import type { Copies } from '../platform/api/copies.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { isPartner, type Sight, type ViewerClass } from '../platform/api/viewer.js';
import { instant, join, Slot, sql, type Sql } from '../platform/database/sql.js';

/** What a delivery is about. */
export interface Told {
  /** The partner whose rights the webhook has; null for one of the house. */
  readonly partnerId: string | null;
  /** As whom the webhook is given stories. */
  readonly sight: Sight['viewer'];
  readonly content: 'ids' | 'full';
  readonly seq: string;
  /** What happened, as the webhook is told. */
  readonly kind: string;
}

/** What is posted, and what it says. */
export interface Message {
  readonly body: string;
  /** What a partner is given with it; to be recorded when it was taken. */
  readonly copies: Copies | null;
  /** Whether it is about a story that a partner may not have, and never took from here as far as anybody knows. */
  readonly isNothing: boolean;
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

  /** Null where the change was forgotten. */
  async of({ partnerId, sight, content, seq, kind }: Told): Promise<Message | null> {
    const isFull = content === 'full';
    const viewer = viewerOf({ partnerId, sight, content });
    const answer = await this.plans.rest(
      {
        key: `webhook message ${content}`,
        selection: isFull ? wholeSelection(Article) : VISIBILITY_ALONE,
        ...{ viewer, slots: { seq, kind }, fixed: true, exact: true },
        recordsCopies: false,
      },
      messageSql,
    );
    if (!answer) return null;
    const found = JSON.parse(answer.json) as Found;
    const { change, article, isVisible } = found;
    // Without the story where it was not asked for. Null means that it is not to be had.
    const data = isVisible && !isFull ? change : { ...change, article };
    const message = { type: `article.${kind}`, timestamp: change['at'], data };
    return {
      body: JSON.stringify(message),
      copies: answer.copies ?? null,
      isNothing: partnerId !== null && !isVisible && !found.wasGiven,
    };
  }
}

/** That something happened to a story is no secret; the story itself is for those who could have it otherwise. */
function viewerOf({ partnerId, sight, content }: Pick<Told, 'partnerId' | 'sight' | 'content'>): ViewerClass {
  if (partnerId !== null) return `partner@${partnerId}`;
  if (content === 'ids') return 'reader';
  return sight === 'partner' ? 'partner@' : sight;
}

function messageSql(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const json = selection.length > 0 ? articleShape.json(row, selection, read) : sql`null::json`;
  const had = isPartner(read.viewer) ? wasGiven(read.viewer, sql`e.subject_id`) : sql`false`;
  // Who is told of a story is to hear of its end. Which version it was given is said where the story itself stands in it.
  const copies = [
    ...read.copy('given', sql`story.id || ' 0'`),
    ...read.copy(
      'ended',
      sql`case when story.id is null then e.subject_id || ' ' || coalesce(e.version, now.version, 0) end`,
    ),
  ];
  return sql`select json_build_object(${join([...copies, sql`'change'`])}, json_build_object('id', e.seq::text, 'articleId', e.subject_id, 'kind', ${new Slot('kind')}::text,
        'at', ${instant(sql`e.at`)}, 'version', coalesce(e.version, 0), 'slug', e.slug, 'previousSlug', e.previous_slug,
        'notice', case when now.status = 'retracted' then now.retraction_notice end),
      'article', story.json, 'isVisible', story.id is not null, 'wasGiven', ${had})::text as json
    from change e left join lateral (select ${row.a}.id, ${json} as json from ${row.from()}
      where ${row.a}.id = e.subject_id and ${visibleTo(read.viewer, row.a)}) story on true
      left join article now on now.id = e.subject_id
    where e.seq = ${new Slot('seq')}::bigint`;
}
