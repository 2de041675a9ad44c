import { join, raw, sql, type Sql } from '../platform/database/sql.js';
import { type Asked, type Finding, PASS, type Phase } from './phase.js';

/** For so long a text may not be said again, by whomever. */
export const REPEAT_DAYS = 7;
/**
 * Most of the 64 bits in which texts differ that are called similar. One changed word of forty makes five on average;
 * texts that have nothing to do with each other differ in fifteen at least.
 */
const SIMILAR_BITS = 10;
/** Of so many texts that share a band the newest are compared, so that a flood of them costs no more. */
const COMPARED = 200;
/**
 * Where each band begins, and how wide it is. Where ten bits differ, one of six bands is likely the same: of texts of
 * forty words with one changed 96% are found, of twenty words 81%.
 */
const BANDS = [
  [0, 11],
  [11, 11],
  [22, 11],
  [33, 11],
  [44, 10],
  [54, 10],
] as const;

interface Facts {
  /** State of a comment with this text, spam first, and of the one with the most similar; null where there is none. */
  readonly same: string | null;
  readonly similar: { readonly status: string; readonly bits: number } | null;
}

/** The same text was sent by somebody within a week. */
export const SAME_TEXT: Finding = { verdict: 'hold', rule: 'sameText', score: 1 };

/** The same text, or nearly the same, under whatever name and story. */
export const repeat: Phase<Facts> = {
  name: 'repeat',
  values: ({ fingerprint: { hash, simhash } }) => ({ hash, simhash }),
  facts: (asked) => sql`(select json_build_object('same', found.same, 'similar',
      case when found.same is null then (${similarTo(asked)}) end)
    from (select (${sameAs(asked)}) as same offset 0) found)`,
  judge: (_, { same, similar }) => {
    if (same === 'spam') return { verdict: 'spam', rule: 'sameAsSpam', score: 1 };
    if (same) return SAME_TEXT;
    return similar ? likeness(similar) : PASS;
  },
};

const likeness = ({ status, bits }: NonNullable<Facts['similar']>): Finding => ({
  verdict: 'hold',
  rule: status === 'spam' ? 'similarToSpam' : 'similarText',
  score: 1 - bits / 64,
});

const since = ({ now }: Asked): Sql => sql`${now} - ${raw(`interval '${REPEAT_DAYS} days'`)}`;

/** An edit does not repeat the comment itself. */
const isAnother = ({ commentId }: Asked): Sql => sql`c.id <> ${commentId}`;

/** Some of those with the text do: whoever floods a site with one text is not to make each of them cost more. */
const sameAs = (asked: Asked): Sql => sql`
  select c.status from (select f.comment_id from comment_fingerprint f
    where f.text_hash = ${asked.own('hash')}::bytea and f.at > ${since(asked)} limit ${raw(String(COMPARED))}) f
  join comment c on c.id = f.comment_id
  where ${isAnother(asked)} order by c.status = 'spam' desc limit 1`;

function similarTo(asked: Asked): Sql {
  const simhash = sql`${asked.own('simhash')}::bigint`;
  const candidates = BANDS.map(([from, width]) => {
    const band = (number: Sql): Sql => sql`((${number} >> ${raw(`${from}`)}) & ${raw(`${2 ** width - 1}`)})`;
    return sql`(select f.comment_id, f.simhash from comment_fingerprint f
      where ${band(sql`f.simhash`)} = ${band(simhash)} and f.simhash is not null and f.at > ${since(asked)}
      order by f.at desc limit ${raw(String(COMPARED))})`;
  });
  return sql`
    select json_build_object('status', c.status, 'bits', compared.bits)
    from (select f.comment_id, bit_count((f.simhash # ${simhash})::bit(64)) as bits
      from (${join(candidates, ' union all ')}) f) compared
    join comment c on c.id = compared.comment_id
    where compared.bits <= ${raw(String(SIMILAR_BITS))} and ${isAnother(asked)}
    order by compared.bits limit 1`;
}
