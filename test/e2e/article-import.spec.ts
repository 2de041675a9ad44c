import { randomUUID } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ArticleImportService,
  type ImportRules,
  type StoryOutcome,
} from '../../src/imports/article-import.service.js';
import { ahead } from '../../src/imports/import-run.js';
import { ImportedArticle } from '../../src/imports/imported-article.js';
import { sql } from '../../src/platform/database/sql.js';
import { validateInput } from '../../src/platform/http/validation.js';
import { aComment, aStory } from '../support/comments.js';
import { StatementLog } from '../support/statements.js';
import { TestApp } from '../support/test-app.js';

type Line = Record<string, unknown>;

let site: TestApp;
let importer: ArticleImportService;

beforeAll(async () => {
  site = await TestApp.start();
  importer = site.app.get(ArticleImportService, { strict: false });
  await site.import([aStory(unique())]);
});
afterAll(() => site.close());

const unique = (): string => `s${randomUUID().slice(0, 8)}`;

const articlesOf = (lines: readonly Line[]): Promise<ImportedArticle[]> =>
  Promise.all(lines.map((line) => validateInput(ImportedArticle, line)));

async function importing(lines: readonly Line[], rules: Partial<ImportRules> = {}): Promise<StoryOutcome[]> {
  const usual = { actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' } as const;
  return importer.import(await articlesOf(lines), { ...usual, ...rules });
}

const slugsOf = (outcomes: readonly StoryOutcome[]) => outcomes.map(({ story }) => story?.slug ?? null);
const codesOf = (outcomes: readonly StoryOutcome[]) =>
  outcomes.map(({ failure }) => (failure as { code?: string } | null)?.code ?? null);

async function one<T>(statement: ReturnType<typeof sql>): Promise<T> {
  const [row] = await site.database.query<Record<string, unknown>>(statement);
  return Object.values(row ?? {})[0] as T;
}

const manyStories = (count: number, more: Line = {}): Line[] =>
  Array.from({ length: count }, (_, index) => {
    const slug = unique();
    return aStory(slug, {
      tags: [`tag-${slug}`, `tag-${index % 5}`],
      authors: [`Author ${slug}`],
      leadImage: { url: `https://images.example/${slug}.jpg`, alt: slug },
      formerUrls: [`https://old.example/${slug}/`, `/?p=${slug}`],
      expiresAt: '2999-01-01T00:00:00Z',
      comments: [aReaders('a'), aReaders('b', { parentExternalId: 'a', email: 'reader@mail.example' })],
      ...more,
    });
  });

const aReaders = (externalId: string, more: Line = {}): Line => ({
  externalId,
  name: 'Reader',
  body: `Comment ${externalId}`,
  createdAt: '2026-01-02T08:00:00Z',
  ...more,
});

describe('stories that come together', () => {
  const changed = (line: Line, slug = `${line['slug'] as string}-moved`): Line => ({
    ...line,
    slug,
    headline: `Changed ${slug}`,
    comments: [aReaders('a', { body: 'Changed', status: 'spam' }), aReaders('c', { parentExternalId: 'a' })],
  });

  it('take the same statements to save, however many they are: new, changed and unchanged', async () => {
    const log = new StatementLog();
    try {
      const counts: number[][] = [];
      for (const size of [11, 90]) {
        const lines = manyStories(size);
        const moved = lines.map((line) => changed(line));
        const sent: string[][] = [];
        for (const some of [lines, lines, moved]) {
          sent.push(await log.during(() => importing(some)));
          // Nothing is left for the background to do meanwhile.
          await importer.finish();
        }
        counts.push(sent.map(({ length }) => length));
      }
      expect(counts[1]).toEqual(counts[0]);
      const [made, unchanged, moved] = counts[0] as [number, number, number];
      expect(made).toBeLessThan(50);
      expect(unchanged).toBeLessThan(20);
      expect(moved).toBeLessThan(55);
    } finally {
      log.stop();
    }
  });

  it('come out as each for itself would: rows, revisions, lists, log', async () => {
    const [first, second] = [unique(), unique()];
    await importing([aStory(first, { tags: ['before'] })]);
    const outcomes = await importing([
      aStory(first, { tags: ['after'], headline: 'Second version' }),
      aStory(second, { status: 'draft', publishedAt: null }),
      aStory(first, { tags: ['after'], headline: 'Third version' }),
      aStory(first, { tags: ['after'], headline: 'Third version' }),
    ]);
    expect(outcomes.map(({ story }) => story?.outcome)).toEqual([
      'updated',
      'created',
      'updated',
      'unchanged',
    ]);
    const id = outcomes[0]?.story?.id as string;
    expect(outcomes[2]?.story?.id).toBe(id);
    expect(
      await site.database.query(
        sql`select number, headline from article_revision where article_id = ${id} order by number`,
      ),
    ).toEqual([
      { number: 1, headline: `Story ${first}` },
      { number: 2, headline: 'Second version' },
      { number: 3, headline: 'Third version' },
    ]);
    const log = await site.database.query<{ kind: string; version: number; tags: string[] }>(
      sql`select kind, version, tags from change where subject_id = ${id} order by seq`,
    );
    expect(log.map(({ kind, version }) => [kind, version])).toEqual([
      ['published', 1],
      ['updated', 2],
      ['updated', 3],
    ]);
    const tags = (await site.get<any>(`/v1/articles/${first}`)).body.tags;
    expect(tags.map(({ slug }: { slug: string }) => slug)).toEqual(['after']);
    // Whoever lists the story under the tag that it lost has to hear of it, once.
    const lost = await one<string>(sql`select 'articles:tag:' || id from tag where slug = 'before'`);
    expect(log.map((entry) => entry.tags.includes(lost))).toEqual([true, true, false]);
    const listed = sql`select count(*)::int from article_listing join article on id = article_id where slug`;
    expect(await one(sql`${listed} = ${first}`)).toBe(1);
    expect(await one(sql`${listed} = ${second}`)).toBe(0);
  });

  it('may name a thing in several ways: the name that was given is kept', async () => {
    const slug = unique();
    await importing([
      aStory(unique(), { authors: [`ada-${slug}`], tags: [`on-${slug}`], section: `far-${slug}` }),
      aStory(unique(), { authors: [`ADA ${slug}`], tags: [`ON ${slug}`], section: `FAR ${slug}` }),
    ]);
    expect(await one(sql`select name from author where slug = ${`ada-${slug}`}`)).toBe(`ADA ${slug}`);
    expect(await one(sql`select name from tag where slug = ${`on-${slug}`}`)).toBe(`ON ${slug}`);
    expect(await one(sql`select name from section where slug = ${`far-${slug}`}`)).toBe(`FAR ${slug}`);
  });

  it('share a picture with the same words, and no other', async () => {
    const url = `https://images.example/${unique()}.jpg`;
    const pictures = [{ url }, { url, alt: '' }, { url, alt: 'A bridge' }, { url, width: 3 }];
    await importing(pictures.map((leadImage) => aStory(unique(), { leadImage })));
    await importing(pictures.map((leadImage) => aStory(unique(), { leadImage })));
    expect(await one(sql`select count(*)::int from image where url = ${url}`)).toBe(3);
  });

  it('leave a former address to the first that claims it', async () => {
    const [first, second, path] = [unique(), unique(), `/${unique()}`];
    await importing([aStory(first, { formerUrls: [path] }), aStory(second, { formerUrls: [path] })]);
    const { body } = await site.get(`/v1/resolve?url=${encodeURIComponent(`https://old.example${path}`)}`);
    expect(body).toMatchObject({ slug: first });
  });
});

describe('slugs of stories that come together', () => {
  it('are refused to the second that insists on one', async () => {
    const slug = unique();
    const lines = [aStory(slug), aStory(unique(), { slug }), aStory(unique(), { section: `never-${slug}` })];
    const stopped = await importing(lines);
    expect(slugsOf(stopped)).toEqual([slug, null]);
    expect(codesOf(stopped)).toEqual([null, 'SLUG_TAKEN']);
    expect((await site.get(`/v1/sections/never-${slug}`)).status).toBe(404);
    const skipped = await importing(lines, { onFailure: 'skip' });
    expect(codesOf(skipped)).toEqual([null, 'SLUG_TAKEN', null]);
    expect(slugsOf(skipped)).toEqual([slug, null, lines[2]?.['slug']]);
  });

  it('get numbers when they are wished, and when they follow from the headline', async () => {
    const slug = unique();
    const wishing = Array.from({ length: 40 }, () => aStory(unique(), { slug }));
    const numbered = [slug, ...Array.from({ length: 39 }, (_, index) => `${slug}-${index + 2}`)];
    const log = new StatementLog();
    const sent = await log.during(async () => {
      expect(slugsOf(await importing(wishing, { slugs: 'wished' }))).toEqual(numbered);
    });
    log.stop();
    // At the first attempt, not after PostgreSQL has refused one by one.
    expect(sent.length).toBeLessThan(70);
    expect(slugsOf(await importing(wishing, { slugs: 'wished' }))).toEqual(numbered);
    const named = [1, 2, 3].map(() => aStory(unique(), { slug: null, headline: slug }));
    expect(slugsOf(await importing(named))).toEqual([41, 42, 43].map((number) => `${slug}-${number}`));
  });

  it('get a number that is free beside a story that insists on the slug itself', async () => {
    const slug = unique();
    await importing([aStory(unique(), { slug: `${slug}-2` })]);
    const unnamed = aStory(unique(), { slug: null, headline: slug });
    const log = new StatementLog();
    const sent = await log.during(async () => {
      expect(slugsOf(await importing([aStory(slug), unnamed]))).toEqual([slug, `${slug}-3`]);
    });
    log.stop();
    // At the first attempt.
    expect(sent.length).toBeLessThan(70);
  });

  it('are not free again when their story moves away, and are its own when it comes back', async () => {
    const [mine, next] = [unique(), unique()];
    await importing([aStory(mine)]);
    const moving = aStory(mine, { slug: next });
    const outcomes = await importing([moving, aStory(unique(), { slug: mine })], { onFailure: 'skip' });
    expect(slugsOf(outcomes)).toEqual([next, null]);
    expect(codesOf(outcomes)).toEqual([null, 'SLUG_TAKEN']);
    expect(slugsOf(await importing([aStory(mine, { headline: 'Back' })]))).toEqual([mine]);
    expect(
      await site.database.query(
        sql`select slug, until is null as current from article_alias where slug in (${mine}, ${next}) order by 2`,
      ),
    ).toEqual([
      { slug: next, current: false },
      { slug: mine, current: true },
    ]);
  });
});

describe('a story in the middle that cannot be imported', () => {
  /** More than an index can hold, which only PostgreSQL knows. */
  const endless = (): string =>
    `/${Array.from({ length: 1_900 }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000))).join('')}`;

  it.each<[what: string, faulty: () => Line]>([
    ['that is refused', () => ({ body: { text: ' ' } })],
    ['that PostgreSQL refuses', () => ({ formerUrls: [endless()] })],
  ])('%s keeps those before it, and those after it where it is skipped', async (_what, faulty) => {
    for (const onFailure of ['stop', 'skip'] as const) {
      const name = unique();
      const named = { section: name, tags: [name], authors: [name] };
      const lines = manyStories(20);
      lines.splice(13, 0, aStory(unique(), { ...named, ...faulty() }));
      const outcomes = await importing(lines, { onFailure });
      const reached = onFailure === 'stop' ? 14 : 21;
      expect(outcomes).toHaveLength(reached);
      outcomes.forEach(({ story, failure }, place) => {
        expect(story === null, String(failure)).toBe(place === 13);
        if (place !== 13) expect(story).toMatchObject({ slug: lines[place]?.['slug'], comments: 2 });
      });
      const slugs = lines.slice(0, reached).map(({ slug }) => slug);
      expect(await one(sql`select count(*)::int from article where slug = any(${slugs})`)).toBe(reached - 1);
      expect(
        await one(sql`select exists (select 1 from section where slug = ${name})
          or exists (select 1 from tag where slug = ${name}) or exists (select 1 from author where slug = ${name})`),
      ).toBe(false);
    }
  });

  it('may be several, of either kind', async () => {
    const lines = manyStories(12);
    for (const place of [0, 5, 11]) lines[place] = { ...lines[place], body: { html: '<p></p>' } };
    for (const place of [3, 4]) lines[place] = { ...lines[place], formerUrls: [endless()] };
    const outcomes = await importing(lines, { onFailure: 'skip' });
    expect(outcomes.flatMap(({ story }, place) => (story ? [] : [place]))).toEqual([0, 3, 4, 5, 11]);
  });
});

describe('other writers at the same time', () => {
  const writing = async (work: (client: Client, pid: number) => Promise<void>): Promise<void> => {
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await work(client, rows[0]?.pid ?? 0);
    } finally {
      await client.end();
    }
  };
  /** How many wait for a writer: whoever waits for the import in its turn is none of them. */
  const waitingFor = (writer: number) =>
    one<number>(sql`select count(*)::int from pg_stat_activity where ${writer} = any(pg_blocking_pids(pid))`);

  it('that import the same, in another order', async () => {
    const lines = manyStories(60);
    const outcomes = await Promise.all([importing(lines), importing(lines.toReversed())]);
    const results = outcomes.map((some) => some.map(({ story }) => story?.outcome));
    expect(results.map((some) => new Set(some).size)).toEqual([1, 1]);
    expect(results.flat().filter((outcome) => outcome === 'created')).toHaveLength(60);
  });

  it('that comment on a story which an import brings up to date: they do not wait', async () => {
    const slug = unique();
    await importing([aStory(slug)]);
    const articles = await articlesOf([aStory(slug, { headline: 'Another' })]);
    const rules = { actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' } as const;
    await site.database.transaction(async (tx) => {
      await importer.importInto(tx, articles, { ...rules, isLast: true });
      const { status } = await site.post(`/v1/articles/${slug}/comments`, aComment());
      expect(status).toBe(201);
    });
  });

  it('that make a tag which the import names: it is the same tag', () =>
    writing(async (client, pid) => {
      const [slug, id] = [unique(), randomUUID()];
      await client.query('begin');
      await client.query('insert into tag (id, slug, name) values ($1, $2, $2)', [id, slug]);
      const imported = importing(manyStories(12, { tags: [slug] }));
      await expect.poll(() => waitingFor(pid)).toBe(1);
      await client.query('commit');
      expect((await imported).filter(({ story }) => story)).toHaveLength(12);
      expect(await one(sql`select count(*)::int from article_tag where tag_id = ${id}`)).toBe(12);
    }));

  it('that take a slug which was free when the import looked: it is tried again', () =>
    writing(async (client, pid) => {
      const slug = unique();
      const owner = await one<string>(sql`select id from article limit 1`);
      await client.query('begin');
      await client.query('insert into article_alias (slug, article_id, since) values ($1, $2, now())', [
        slug,
        owner,
      ]);
      const imported = importing([...manyStories(3), aStory(unique(), { slug })], { slugs: 'wished' });
      await expect.poll(() => waitingFor(pid)).toBe(1);
      await client.query('commit');
      expect(slugsOf(await imported).at(-1)).toBe(`${slug}-2`);
    }));
});

describe('comments of a newer import', () => {
  interface Row {
    readonly text: string;
    readonly name: string;
    readonly status: string;
    readonly replies: number;
  }
  const rowsOf = async (slug: string): Promise<Record<string, Row>> => {
    const rows = await site.database.query<Row & { id: string }>(
      sql`select external_id as id, text, author_name as name, status, reply_count as replies
        from comment where article_id = (select id from article where slug = ${slug})`,
    );
    return Object.fromEntries(rows.map(({ id, ...row }) => [id, row]));
  };
  const countOf = (slug: string) =>
    one<number>(
      sql`select comment_count from article_stats join article on id = article_id where slug = ${slug}`,
    );
  const commentsOf = async (line: Line) => {
    const [outcome] = await importing([line]);
    const { outcome: kind, comments, commentsUpdated } = outcome?.story ?? {};
    return [kind, comments, commentsUpdated];
  };
  const thread = (...changes: Line[]): Line[] => [
    aReaders('root', changes[0]),
    aReaders('reply', { parentExternalId: 'root', ...changes[1] }),
    aReaders('second', { parentExternalId: 'reply', ...changes[2] }),
  ];

  it('change their words and their state, in both directions, and the counts with it', async () => {
    const slug = unique();
    expect(await commentsOf(aStory(slug, { comments: thread() }))).toEqual(['created', 3, 0]);
    const before = await site.database.query(
      sql`select id, path, parent_id, created_at from comment order by id`,
    );
    const spam = thread({ body: 'Mended', name: 'Another' }, { status: 'spam' });
    expect(await commentsOf(aStory(slug, { comments: spam }))).toEqual(['updated', 0, 2]);
    expect(await rowsOf(slug)).toEqual({
      // The place of the reply is kept by what answers it.
      root: { text: 'Mended', name: 'Another', status: 'approved', replies: 1 },
      reply: { text: 'Comment reply', name: 'Reader', status: 'spam', replies: 1 },
      second: { text: 'Comment second', name: 'Reader', status: 'approved', replies: 0 },
    });
    expect(await countOf(slug)).toBe(2);
    expect(await commentsOf(aStory(slug, { comments: spam }))).toEqual(['unchanged', 0, 0]);
    expect(await commentsOf(aStory(slug, { comments: thread() }))).toEqual(['updated', 0, 2]);
    expect(await rowsOf(slug)).toMatchObject({
      root: { text: 'Comment root', replies: 1 },
      reply: { replies: 1 },
    });
    expect(await countOf(slug)).toBe(3);
    expect(
      await site.database.query(sql`select id, path, parent_id, created_at from comment order by id`),
    ).toEqual(before);
    const { body } = await site.get<any>(`/v1/articles/${slug}/comments`);
    expect(body.items[0]).toMatchObject({
      replyCount: 1,
      replies: [{ replies: [{ text: 'Comment second' }] }],
    });
    const kinds = await site.database.query<{ kind: string }>(
      sql`select kind from change join article on article.id = subject_id where article.slug = ${slug} order by seq`,
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['published', 'commented', 'commented']);
  });

  it('leave alone what a moderator decided here, until the import itself says something else', async () => {
    const slug = unique();
    await commentsOf(aStory(slug, { comments: thread() }));
    await site.database.query(sql`update comment set status = 'rejected' where external_id = 'reply'
      and article_id = (select id from article where slug = ${slug})`);
    expect(await commentsOf(aStory(slug, { comments: thread() }))).toEqual(['unchanged', 0, 0]);
    expect(await commentsOf(aStory(slug, { comments: thread({}, { body: 'A typo less' }) }))).toEqual([
      ...['updated', 0, 1],
    ]);
    expect((await rowsOf(slug))['reply']).toMatchObject({ status: 'rejected', text: 'A typo less' });
    await commentsOf(aStory(slug, { comments: thread({}, { status: 'pending' }) }));
    expect((await rowsOf(slug))['reply']).toMatchObject({ status: 'pending', text: 'Comment reply' });
    await commentsOf(aStory(slug, { comments: thread() }));
    expect((await rowsOf(slug))['reply']).toMatchObject({ status: 'approved' });
  });

  it('do not bring back a comment that was deleted here, nor forget one that they do not have', async () => {
    const slug = unique();
    await commentsOf(aStory(slug, { comments: thread() }));
    await site.database.query(sql`update comment set status = 'deleted' where external_id = 'reply'
      and article_id = (select id from article where slug = ${slug})`);
    const [root, reply] = thread({}, { body: 'Said otherwise', status: 'pending' });
    expect(await commentsOf(aStory(slug, { comments: [root, reply] }))).toEqual(['unchanged', 0, 0]);
    expect(await rowsOf(slug)).toMatchObject({
      reply: { status: 'deleted', text: 'Comment reply' },
      second: { status: 'approved' },
    });
    // A deleted comment is shown for its replies alone: without them the one above has one reply less.
    await commentsOf(aStory(slug, { comments: thread({}, {}, { status: 'spam' }) }));
    expect(await rowsOf(slug)).toMatchObject({ root: { replies: 0 }, reply: { replies: 0 } });
    await commentsOf(aStory(slug, { comments: thread() }));
    expect(await rowsOf(slug)).toMatchObject({ root: { replies: 1 }, reply: { replies: 1 } });
  });

  it('take a comment from before such marks were kept for what it says now', async () => {
    const slug = unique();
    await commentsOf(aStory(slug, { comments: thread() }));
    await site.database.query(sql`update comment set import_hash = null`);
    expect(await commentsOf(aStory(slug, { comments: thread() }))).toEqual(['unchanged', 0, 0]);
    expect(
      await one(sql`select count(*)::int from comment where import_hash is null
      and article_id = (select id from article where slug = ${slug})`),
    ).toBe(0);
    await site.database.query(sql`update comment set import_hash = null`);
    expect(await commentsOf(aStory(slug, { comments: thread({ status: 'spam' }) }))).toEqual([
      'updated',
      0,
      1,
    ]);
    expect(await countOf(slug)).toBe(2);
  });
});

describe('reading ahead', () => {
  async function* batchesOf(count: number, seen: string[], fault?: Error): AsyncGenerator<ImportedArticle[]> {
    try {
      for (let index = 0; index < count; index += 1) {
        seen.push(`read ${index}`);
        yield await articlesOf(manyStories(2));
        await yieldToOthers();
      }
      if (fault) throw fault;
    } finally {
      seen.push('closed');
    }
  }

  it('has the next batch read while one is worked on, and gives each in its turn, a failure last', async () => {
    const seen: string[] = [];
    const fault = new Error('torn');
    const run = async (): Promise<void> => {
      let turn = 0;
      for await (const batch of ahead(batchesOf(3, seen, fault), (some) => importer.makeReady(some))) {
        const next = turn === 2 ? 'closed' : `read ${turn + 1}`;
        await expect.poll(() => seen).toContain(next);
        seen.push(`work ${(turn += 1)}`);
        const outcomes = await importer.import(batch, {
          ...{ actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' },
        });
        expect(outcomes.map(({ failure }) => failure)).toEqual([null, null]);
      }
    };
    await expect(run()).rejects.toBe(fault);
    expect(seen).toEqual(['read 0', 'read 1', 'work 1', 'read 2', 'work 2', 'closed', 'work 3']);
  });

  it('ends the reading when nobody wants more', async () => {
    const seen: string[] = [];
    for await (const _ of ahead(batchesOf(9, seen), (some) => importer.makeReady(some))) break;
    expect(seen.at(-1)).toBe('closed');
    expect(seen.length).toBeLessThanOrEqual(3);
  });

  it('leaves a body that cannot be used to its import', async () => {
    const lines = await articlesOf([aStory(unique()), aStory(unique(), { body: { text: '' } })]);
    async function* once() {
      yield lines;
    }
    for await (const batch of ahead(once(), (some) => importer.makeReady(some))) {
      const rules = { actor: 'test', now: new Date(), onFailure: 'stop', slugs: 'exact' } as const;
      expect(codesOf(await importer.import(batch, rules))).toEqual([null, 'INVALID_INPUT']);
    }
  });
});
