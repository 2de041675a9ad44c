import { Client } from 'pg';
import type { LabelledStory } from './dataset.js';
import { SHOWN } from './metrics.js';

/** Terms of a story that `ts_rank` is asked with. */
const ASKED_TERMS = 25;

/** What else one could do, by name: for each asked story the places of those beside it. */
export async function baselines(
  url: string,
  stories: readonly LabelledStory[],
  asked: readonly number[],
): Promise<Record<string, number[][]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const vectors = await vectorsOf(client, stories);
    return {
      'same section, newest first': newestOfSection(stories, asked),
      'most shared tags': bySharedTags(stories, asked),
      'ts_rank, 25 terms': await byTsRank(client, vectors, asked),
      'TF-IDF cosine': byCosine(vectors, asked),
    };
  } finally {
    await client.end();
  }
}

/** How often each story has each lexeme, as PostgreSQL's English configuration makes them. */
type Vectors = readonly ReadonlyMap<string, number>[];

async function vectorsOf(client: Client, stories: readonly LabelledStory[]): Promise<Vectors> {
  await client.query(
    'create temporary table labelled (place integer primary key, document tsvector not null)',
  );
  await client.query(
    `insert into labelled select place - 1, to_tsvector('english', text)
      from unnest($1::text[]) with ordinality as story (text, place)`,
    [stories.map(({ headline, body }) => (body === headline ? headline : `${headline}\n${body}`))],
  );
  await client.query('create index labelled_words on labelled using gin (document)');
  await client.query('analyze labelled');
  const { rows } = await client.query<{ words: string[]; counts: number[] }>(
    `select array(select lexeme from unnest(document)) as words,
      array(select cardinality(positions) from unnest(document)) as counts from labelled order by place`,
  );
  return rows.map(({ words, counts }) => new Map(words.map((word, index) => [word, counts[index] ?? 1])));
}

function newestOfSection(stories: readonly LabelledStory[], asked: readonly number[]): number[][] {
  const newest = stories
    .map((_, place) => place)
    .toSorted((a, b) => (time(stories, a) < time(stories, b) ? 1 : -1));
  return asked.map((subject) => {
    const list: number[] = [];
    for (const place of newest) {
      if (list.length === SHOWN) break;
      if (place !== subject && stories[place]?.section === stories[subject]?.section) list.push(place);
    }
    return list;
  });
}

const time = (stories: readonly LabelledStory[], place: number): string => stories[place]?.publishedAt ?? '';

function bySharedTags(stories: readonly LabelledStory[], asked: readonly number[]): number[][] {
  return byScore(
    stories.map(({ tags }) => new Map(tags.map((tag) => [tag, 1]))),
    asked,
  );
}

function byCosine(vectors: Vectors, asked: readonly number[]): number[][] {
  const frequencies = frequenciesOf(vectors);
  const unit = vectors.map((vector) => {
    const weighed = [...vector].map(
      ([word, count]) => [word, count * Math.log(vectors.length / (frequencies.get(word) ?? 1))] as const,
    );
    const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1;
    return new Map(weighed.map(([word, weight]) => [word, weight / length]));
  });
  return byScore(unit, asked);
}

function frequenciesOf(vectors: Vectors): ReadonlyMap<string, number> {
  const frequencies = new Map<string, number>();
  for (const vector of vectors) {
    for (const word of vector.keys()) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  }
  return frequencies;
}

/** The others with the greatest product with each asked one, by an index of what they have. */
function byScore(vectors: Vectors, asked: readonly number[]): number[][] {
  const index = new Map<string, [place: number, weight: number][]>();
  vectors.forEach((vector, place) => {
    for (const [word, weight] of vector) {
      const places = index.get(word);
      if (places) places.push([place, weight]);
      else index.set(word, [[place, weight]]);
    }
  });
  return asked.map((subject) => {
    const scores = new Map<number, number>();
    for (const [word, weight] of vectors[subject] ?? []) {
      for (const [place, other] of index.get(word) ?? []) {
        scores.set(place, (scores.get(place) ?? 0) + weight * other);
      }
    }
    scores.delete(subject);
    return [...scores]
      .toSorted(([a, one], [b, other]) => other - one || b - a)
      .slice(0, SHOWN)
      .map(([place]) => place);
  });
}

async function byTsRank(client: Client, vectors: Vectors, asked: readonly number[]): Promise<number[][]> {
  const frequencies = frequenciesOf(vectors);
  const lists: number[][] = [];
  for (const subject of asked) {
    const words = [...(vectors[subject] ?? new Map<string, number>()).keys()]
      .toSorted((a, b) => (frequencies.get(a) ?? 0) - (frequencies.get(b) ?? 0))
      .slice(0, ASKED_TERMS);
    const query = words.map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' | ');
    const { rows } = await client.query<{ place: number }>({
      name: 'rank',
      text: `select place from labelled where document @@ $1::tsquery and place <> $2
        order by ts_rank(document, $1::tsquery) desc, place desc limit ${SHOWN}`,
      values: [query, subject],
    });
    lists.push(rows.map(({ place }) => place));
  }
  return lists;
}
