import { Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import { commentShape } from '../comments/comment.query.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { field, type Selection } from '../platform/api/selection.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { type MailLabels, mailLabels } from '../site/site-label.js';

/** What e-mails and pages say of the site, in its own words. */
export interface NoticeSite {
  readonly name: string;
  readonly language: string;
  readonly labels: MailLabels;
}

/** What there is to say of a comment in an e-mail. */
export interface Notice {
  readonly headline: string;
  readonly comment: {
    readonly author: { readonly name: string };
    readonly text: string;
    readonly permalink: string;
  };
  readonly site: NoticeSite;
}

const SITE = sql`(select json_build_object('name', site.name, 'language', site.language, 'labels', ${mailLabels()})
  from site)`;
const COMMENT: Selection = [field('author', [field('name')]), field('text'), field('permalink')];

/** Reads what e-mails are made of. Not from a replica: they follow from what was written just now. */
@Injectable()
export class NoticeQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** Null for a comment that readers cannot see. */
  async of(commentId: string): Promise<Notice | null> {
    const answer = await this.plans.rest(
      { key: 'notice', viewer: 'reader', selection: COMMENT, slots: { id: commentId }, exact: true },
      noticeStatement,
    );
    return answer && (JSON.parse(answer.json) as Notice);
  }

  async site(): Promise<NoticeSite> {
    const answer = await this.plans.rest(
      { key: 'notice site', viewer: 'reader', selection: [] },
      () => sql`select ${SITE}::text as json`,
    );
    return JSON.parse(answer?.json ?? '') as NoticeSite;
  }
}

function noticeStatement(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const c = read.alias('com');
  return sql`select json_build_object('headline', ${row.r}.headline,
      'comment', ${commentShape.json({ ...row, c }, selection, read)}, 'site', ${SITE})::text as json
    from comment ${c} join ${row.from()} on ${row.a}.id = ${c}.article_id
    where ${c}.id = ${new Slot('id')}::uuid and ${c}.status = 'approved' and ${visibleTo(read.viewer, row.a)}`;
}
