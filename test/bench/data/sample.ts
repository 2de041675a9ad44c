import { Client } from 'pg';

/** What requests are made of: some of the site's stories, whatever its size. */
export interface Sample {
  readonly slugs: readonly string[];
  readonly sectionSlugs: readonly string[];
  /** Names that headlines end with. */
  readonly names: readonly string[];
  /** Places deep in the list of all stories. */
  readonly places: readonly Place[];
  /** Sequence numbers in the change log. */
  readonly positions: readonly string[];
  /** Of short links. */
  readonly codes: readonly string[];
}

/** A place in the list of all stories, as its cursor says it and as PostgreSQL is told. */
export interface Place {
  readonly cursor: string;
  readonly afterKey: string;
  readonly afterId: string;
}

const SLUGS = 1_000;
/** Page 1,000 of ten stories each begins after so many. */
const DEPTH = 9_990;
const PLACES = 100;
const NAMES = 200;
const CODES = 100;

/** Reads a sample that is the same for sites which were loaded alike. */
export async function readSample(url: string): Promise<Sample> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const texts = async (statement: string): Promise<string[]> =>
      (await client.query<{ text: string }>(statement)).rows.map(({ text }) => text);
    const { rows: deep } = await client.query<{ id: string; at: Date }>(
      `select id, publish_at as at from article where status = 'published' and publish_at <= now()
      order by publish_at desc, id desc limit ${PLACES}
      offset greatest(0, least(${DEPTH}, (select count(*) from article) - 10) - ${PLACES})`,
    );
    return {
      slugs: await texts(`select slug as text from article order by md5(slug) limit ${SLUGS}`),
      sectionSlugs: await texts('select slug as text from section order by slug'),
      names: await texts(
        `select lower(regexp_replace(headline, '^.* ', '')) as text from article_revision
        order by md5(content_hash) limit ${NAMES}`,
      ),
      places: deep.map(({ id, at }) => ({ cursor: '', afterKey: at.toISOString(), afterId: id })),
      positions: await texts(
        `select (1 + n * (select max(seq) from change) / ${PLACES + 1})::text as text
        from generate_series(0, ${PLACES - 1}) n`,
      ),
      codes: await texts(`select code as text from share_code order by md5(code) limit ${CODES}`),
    };
  } finally {
    await client.end();
  }
}

/**
 * The places with their cursors.
 * @param endCursor one that the product gave for the same list, whose mark they share
 */
export const withCursors = (sample: Sample, endCursor: string): Sample => {
  const [mark] = JSON.parse(Buffer.from(endCursor, 'base64url').toString()) as [string];
  const places = sample.places.map((place) => ({ ...place, cursor: cursorOf(mark, place) }));
  return { ...sample, places };
};

const cursorOf = (mark: string, { afterKey, afterId }: Place): string =>
  Buffer.from(JSON.stringify([mark, Date.parse(afterKey), afterId])).toString('base64url');
