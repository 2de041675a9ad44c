/**
 * What the import is measured against: the same file, read and parsed, and of each story nothing but the row of
 * `article` and that of `article_revision`, in batches of the same size. No rules, no search, no lists, and bodies as
 * they stand in the file.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Parser } from 'htmlparser2';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { BATCH_STORIES } from '../../../src/imports/import-run.js';
import type { ExportFormat } from './options.js';

interface BareStory {
  readonly slug: string;
  readonly headline: string;
  readonly body: string;
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Loads the stories of a file into tables of a schema of their own, which is dropped in the end. Gives stories/s. */
export async function bareLoad(databaseUrl: string, path: string, format: ExportFormat): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  // A lost connection fails the query under way; nobody else need hear of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`create schema bare; create table bare.article (like article including all);
      create table bare.article_revision (like article_revision including all)`);
    const started = performance.now();
    let count = 0;
    for await (const batch of batchesOf(READERS[format](path))) {
      await insert(client, batch);
      count += batch.length;
    }
    return count / ((performance.now() - started) / 1_000);
  } finally {
    await client.query('rollback; drop schema if exists bare cascade');
    await client.end();
  }
}

async function insert(client: Client, batch: readonly BareStory[]): Promise<void> {
  const now = new Date().toISOString();
  const stories = batch.map((story) => ({ ...story, id: uuidv7(), revision: uuidv7() }));
  const articles = stories.map(({ id, revision, slug }) => [id, revision, slug, now]);
  const revisions = stories.map(({ id, revision, headline, body }) => [
    ...[revision, id, headline, body.slice(0, 200), JSON.stringify([{ text: body }]), body, body, now],
  ]);
  await client.query('begin');
  await client.query(
    `insert into bare.article (id, published_revision_id, slug, section_id, status, language, publish_at,
      first_published_at, modified_at, updated_at, created_at) values ${rows(
        articles,
        (p) => `(${p(1)}, ${p(2)}, ${p(3)},
      '${NOBODY}', 'published', 'en', ${p(4)}, ${p(4)}, ${p(4)}, ${p(4)}, ${p(4)})`,
      )}`,
    articles.flat(),
  );
  await client.query(
    `insert into bare.article_revision (id, article_id, number, headline, headline_uri, excerpt, blocks, html, text,
      word_count, reading_minutes, gaps, content_hash, section_id, author_ids, tag_ids, created_by, created_at)
      values ${rows(
        revisions,
        (
          p,
        ) => `(${p(1)}, ${p(2)}, 1, ${p(3)}, ${p(3)}, ${p(4)}, ${p(5)}, ${p(6)}, ${p(7)}, 500, 2, '[]', repeat('0', 64),
        '${NOBODY}', '{}', '{}', 'bench', ${p(8)})`,
      )}`,
    revisions.flat(),
  );
  await client.query('commit');
}

/** The groups of a VALUES list; `p` gives the placeholder of a row's value, from 1. */
const rows = (values: readonly unknown[][], group: (p: (place: number) => string) => string): string =>
  values.map((row, index) => group((place) => `$${index * row.length + place}`)).join(', ');

async function* batchesOf(stories: AsyncIterable<BareStory>): AsyncGenerator<BareStory[]> {
  let batch: BareStory[] = [];
  for await (const story of stories) {
    if (batch.push(story) < BATCH_STORIES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const READERS: Readonly<Record<ExportFormat, (path: string) => AsyncGenerator<BareStory>>> = {
  async *ndjson(path) {
    for await (const line of createInterface(createReadStream(path))) {
      const { slug, headline, body } = JSON.parse(line) as Omit<BareStory, 'body'> & {
        body: { html: string };
      };
      yield { slug, headline, body: body.html };
    }
  },
  async *wordpress(path) {
    let fields = new Map<string, string>();
    let text = '';
    const found: BareStory[] = [];
    const parser = new Parser(
      {
        onopentag: (name) => {
          text = '';
          if (name === 'item') fields = new Map();
        },
        ontext: (part) => void (text += part),
        onclosetag: (name) => {
          if (name !== 'item') fields.set(name, text);
          else if (fields.get('wp:post_type') === 'post') found.push(bareStory(fields));
        },
      },
      { xmlMode: true },
    );
    for await (const chunk of createReadStream(path, 'utf8')) {
      parser.write(chunk as string);
      yield* found.splice(0);
    }
  },
};

const bareStory = (fields: ReadonlyMap<string, string>): BareStory => ({
  slug: fields.get('wp:post_name') ?? '',
  headline: fields.get('title') ?? '',
  body: fields.get('content:encoded') ?? '',
});
