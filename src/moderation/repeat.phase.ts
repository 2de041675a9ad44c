import { join, raw, sql, type Sql } from '../platform/database/sql.js';
import { fingerprintOf } from './fingerprint.js';
import { type Asked, type Finding, PASS, type Phase } from './phase.js';

/** For so long a text may not be said again, by whomever. */
export const REPEAT_DAYS = 7;
/** Most of the 64 bits in which texts differ that are called similar: a word or two of a paragraph. */
const SIMILAR_BITS = 6;
/** Of so many texts that share a band the newest are compared, so that a flood of them costs no more. */
const COMPARED = 50;
/** Where each band of 16 bits begins. Of two numbers that differ in few bits, some band is likely the same. */
const BANDS = [0, 16, 32, 48] as const;

interface Facts {
  /** State of the newest comment with this text, and of the one with the most similar; null where there is none. */
  readonly same: string | null;
  readonly similar: { readonly status: string; readonly bits: number } | null;
}

/** The same text, or nearly the same, under whatever name and story. */
export const repeat: Phase<Facts> = {
  name: 'repeat',
  values({ text }) {
    const print = fingerprintOf(text);
    return { hash: print?.hash ?? null, simhash: print?.simhash?.toString() ?? null };
  },
  facts: (asked) => sql`(select json_build_object('same', found.same, 'similar',
      case when found.same is null then (${similarTo(asked)}) end)
    from (select (${sameAs(asked)}) as same) found)`,
  judge: (_, { same, similar }) => {
    if (same === 'spam') return { verdict: 'spam', rule: 'sameAsSpam', score: 1 };
    if (same) return { verdict: 'hold', rule: 'sameText', score: 1 };
    return similar ? likeness(similar) : PASS;
  },
};

const likeness = ({ status, bits }: NonNullable<Facts['similar']>): Finding => ({
  verdict: 'hold',
  rule: status === 'spam' ? 'similarToSpam' : 'similarText',
  score: 1 - bits / 64,
});

const since = ({ now }: Asked): Sql => sql`${now} - ${raw(`interval '${REPEAT_DAYS} days'`)}`;

/** Of what its author has deleted nothing can be repeated. An edit does not repeat the comment itself. */
const isAnother = ({ commentId }: Asked): Sql => sql`c.status <> 'deleted' and c.id <> ${commentId}`;

const sameAs = (asked: Asked): Sql => sql`
  select c.status from comment_fingerprint f join comment c on c.id = f.comment_id
  where f.text_hash = ${asked.own('hash')}::bytea and f.at > ${since(asked)} and ${isAnother(asked)}
  order by f.at desc limit 1`;

function similarTo(asked: Asked): Sql {
  const simhash = sql`${asked.own('simhash')}::bigint`;
  const band = (number: Sql, from: number): Sql => sql`((${number} >> ${raw(String(from))}) & 65535)`;
  const candidates = BANDS.map(
    (from) => sql`(select f.comment_id, f.simhash from comment_fingerprint f
      where ${band(sql`f.simhash`, from)} = ${band(simhash, from)} and f.at > ${since(asked)}
      order by f.at desc limit ${raw(String(COMPARED))})`,
  );
  return sql`
    select json_build_object('status', c.status, 'bits', compared.bits)
    from (select f.comment_id, bit_count((f.simhash # ${simhash})::bit(64)) as bits
      from (${join(candidates, ' union all ')}) f) compared
    join comment c on c.id = compared.comment_id
    where compared.bits <= ${raw(String(SIMILAR_BITS))} and ${isAnother(asked)}
    order by compared.bits limit 1`;
}
