import { Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { join, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { lineSize, lineSql } from './export-line.js';

/** What an export is narrowed to. Absent means: not narrowed. */
export interface ExportFilter {
  /** Slug, as it is or was; stories of the sections below it count too. */
  readonly section?: string;
  readonly updatedAfter?: Date;
  readonly language?: string;
}

export interface ExportRequest {
  readonly viewer: ViewerClass;
  readonly filter: ExportFilter;
  /** Whether stories of every status are in it, with what only those who write may see; for them alone. */
  readonly everything: boolean;
  readonly comments: boolean;
  /** Id of the story that it goes on after; null for the beginning. */
  readonly after: string | null;
}

/** Some stories, a line each. */
export interface ExportBatch {
  readonly stories: number;
  /** Ends with a line break, unless it is empty. */
  readonly text: string;
}

/** Stories that are looked through at once, whatever comes of it: what bounds the time that a statement takes. */
const LOOKED_THROUGH = 2_000;
/** Lines of a batch, and about how many bytes of them there are before the last: what bounds the memory it takes. */
const MOST_LINES = 500;
const MOST_BYTES = 2 * 1024 * 1024;

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const CONDITIONS: Readonly<Record<keyof ExportFilter, (row: ArticleRow) => Sql>> = {
  section: ({ s }) => sql`${s}.path @> array[${idBySlug('section', new Slot('section'))}]`,
  updatedAfter: (row) => sql`${row.updatedAt()} > ${new Slot('updatedAfter')}::timestamptz`,
  language: ({ a }) => sql`lower(${a}.language) = lower(${new Slot('language')}::text)`,
};

/** Reads all the stories that a caller may have, in the order of their ids. */
@Injectable()
export class ExportQuery {
  constructor(private readonly plans: ReadPlans) {}

  /**
   * The stories, a batch at a time, each read by one statement when it is asked for: no transaction, cursor or
   * connection is held in between. A batch may be empty while others follow.
   */
  async *batches({
    viewer,
    filter,
    everything,
    comments,
    after,
  }: ExportRequest): AsyncGenerator<ExportBatch> {
    const given = (Object.keys(CONDITIONS) as (keyof ExportFilter)[]).filter(
      (name) => filter[name] !== undefined,
    );
    const key = `export ${everything} ${comments} ${given.join()}`;
    const compose = (read: ReadContext): Sql => batchSql(read, { everything, comments, given });
    const readAfter = async (last: string): Promise<ReadBatch> => {
      const answer = await this.plans.rest(
        { key, viewer, selection: [], slots: { ...filter, after: last } },
        (_, read) => sql`select (${compose(read)}) as json`,
      );
      return readBatch(answer?.json ?? '');
    };
    // PostgreSQL makes the next batch while this one is on its way.
    for (let next: Promise<ReadBatch> | null = readAfter(after ?? BEFORE_ALL); next !== null;) {
      const { last, ...batch }: ReadBatch = await next;
      next = last === null ? null : readAfter(last);
      // Who goes away meanwhile does not wait for it.
      next?.catch(() => undefined);
      yield batch;
    }
  }
}

/** A batch, and up to which story was looked through; null for all. */
type ReadBatch = ExportBatch & { readonly last: string | null };

/** The first line says up to which story was looked through, `-` for all, and how many lines follow. */
function readBatch(text: string): ReadBatch {
  const end = text.indexOf('\n');
  const [last = '-', stories = '0'] = text.slice(0, end).split(' ');
  return { last: last === '-' ? null : last, stories: Number(stories), text: text.slice(end + 1) };
}

interface Form {
  readonly everything: boolean;
  readonly comments: boolean;
  readonly given: readonly (keyof ExportFilter)[];
}

function batchSql(read: ReadContext, { everything, comments, given }: Form): Sql {
  const options = { internal: everything, comments };
  const sight = everything ? 'kept' : 'listed';
  const [found, shown] = [new ArticleRow(read, sight), new ArticleRow(read, sight)];
  const conditions = [
    ...(everything ? [] : [visibleTo(read.viewer, found.a)]),
    ...given.map((name) => CONDITIONS[name](found)),
  ];
  const line = lineSql(shown, read, options);
  return sql`with looked as materialized (
      select a.id from article a where a.id > ${new Slot('after')}::uuid order by a.id limit ${number(LOOKED_THROUGH)}
    ), fitting as materialized (
      select ${found.a}.id, row_number() over in_order as place,
        sum(${lineSize(found, options)}) over in_order - ${lineSize(found, options)} as before
      from ${found.from()} where ${found.a}.id in (select id from looked)
        ${conditions.length > 0 ? sql`and ${join(conditions, ' and ')}` : sql``}
      window in_order as (order by ${found.a}.id)
    ), chosen as materialized (
      select id from fitting where place <= ${number(MOST_LINES)} and before < ${number(MOST_BYTES)}
    ), lines as (
      select ${shown.a}.id, ${line} as line from ${shown.from()} where ${shown.a}.id in (select id from chosen)
    )
    select concat(
      case when (select count(*) from chosen) < (select count(*) from fitting)
          then (select id::text from chosen order by id desc limit 1)
        when (select count(*) from looked) < ${number(LOOKED_THROUGH)} then '-'
        else (select id::text from looked order by id desc limit 1) end,
      ' ', count(*), E'\n', string_agg(line || E'\n', '' order by id)) from lines`;
}

const number = (value: number): Sql => raw(String(value));
