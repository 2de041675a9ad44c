import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArticleCountersService } from '../../src/articles/article-counters.service.js';
import { ArticleScheduleService } from '../../src/articles/article-schedule.service.js';
import { TestApp } from '../support/test-app.js';
import { aComment, added } from '../support/comments.js';
import {
  type Body,
  changesOf,
  drafted,
  furnishNewsroom,
  mutate,
  published,
  send,
  step,
  writer,
} from '../support/writing.js';

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
});
afterAll(() => site.close());

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();
const kindsOf = async (id: string): Promise<string[]> => (await changesOf(site, id)).map(({ kind }) => kind);
const readBy = async (id: string): Promise<number> => (await site.get(`/v1/articles/${id}`)).status;

/** Brings a story's own times forward, as if so much time had passed. */
const pass = (id: string, hours: number) =>
  site.database.pool.query(
    `update article set publish_at = publish_at - $2 * interval '1 hour', expires_at = expires_at - $2 * interval '1 hour',
      first_published_at = first_published_at - $2 * interval '1 hour' where id = $1`,
    [id, hours],
  );

/** Asks for a step in both transports, which must be refused alike. */
async function refusal(
  id: string,
  name: string,
  version: number,
  body: Record<string, unknown> = {},
): Promise<Body> {
  const rest = await send(site, 'POST', `/v1/articles/${id}/${name}`, body, { version });
  const mutation = { publish: 'publish', unpublish: 'unpublish', retract: 'retract', corrections: 'correct' }[
    name
  ];
  const words = body['kind'] ? { ...body, kind: String(body['kind']).toUpperCase() } : body;
  const payload = await mutate(site, `${mutation}Article`, { articleId: id, version, ...words });
  expect(payload.article).toBeNull();
  expect(payload.errors.at(0).code).toBe(rest.body.errors.at(0)?.code ?? rest.body.code);
  return { status: rest.status, ...rest.body };
}

describe('publishing', () => {
  it('lets readers see a story now, wherever stories are listed', async () => {
    const { id, slug, version } = await drafted(site, {
      authors: ['ada'],
      tags: ['rivers'],
      section: 'europe',
    });
    expect(await readBy(slug)).toBe(404);
    const { status, headers, body } = await send(site, 'POST', `/v1/articles/${id}/publish`, undefined, {
      version,
    });
    expect([status, headers.get('etag'), body.status, body.version]).toEqual([200, '"v2"', 'published', 2]);
    expect(body.firstPublishedAt).toBe(body.publishedAt);
    expect(body.modifiedAt).toBe(body.publishedAt);
    for (const list of ['section=world', 'section=europe', 'author=ada', 'tag=rivers', 'q=newsroom']) {
      const { body: page } = await site.get<Body>(`/v1/articles?${list}`);
      expect(
        page.items.map((item: Body) => item.id),
        list,
      ).toContain(id);
    }
    const { body: share } = await site.get<Body>(`/v1/articles/${id}/share`);
    expect(share.shortUrl).toMatch(/\/s\/\w{8}$/);
    expect(await changesOf(site, id)).toMatchObject([
      { kind: 'drafted', version: 1 },
      { kind: 'published', version: 2, slug, previous_slug: null },
    ]);
    const tags = (await changesOf(site, id)).at(-1).tags;
    expect(tags).toEqual(expect.arrayContaining([`article:${id}`, 'articles']));
    expect(tags.filter((tag: string) => tag.startsWith('section:'))).toHaveLength(2);
  });

  it('does the same in GraphQL', async () => {
    const { id } = await drafted(site);
    const first = await mutate(site, 'publishArticle', { articleId: id, version: 1, reason: 'It is time.' });
    expect(first).toMatchObject({ article: { status: 'PUBLISHED', version: 2 }, errors: [] });
    const back = await mutate(site, 'unpublishArticle', { articleId: id, version: 2 });
    expect(back).toMatchObject({ article: { status: 'UNPUBLISHED', version: 3 }, errors: [] });
    expect(await readBy(id)).toBe(404);
    expect(await kindsOf(id)).toEqual(['drafted', 'published', 'unpublished']);
  });

  it('changes nothing of a published story without a draft', async () => {
    const { id, version } = await published(site);
    const again = await step(site, id, 'publish', version);
    expect(again.version).toBe(version);
    expect(await kindsOf(id)).toEqual(['drafted', 'published']);
  });

  it('waits for a time to come, which the log hears of when it has come', async () => {
    const { id, version } = await drafted(site, { publishAt: inHours(2) });
    const planned = await step(site, id, 'publish', version);
    expect([planned.status, await readBy(id)]).toEqual(['scheduled', 404]);
    const later = await step(site, id, 'publish', planned.version, { publishAt: inHours(5) });
    expect(later.status).toBe('scheduled');
    expect(Date.parse(later.publishedAt)).toBeGreaterThan(Date.parse(planned.publishedAt));
    await pass(id, 6);
    await site.database.pool.query(
      `update article_due set due_at = now() - interval '1 second' where article_id = $1`,
      [id],
    );
    expect(await readBy(id)).toBe(200);
    await site.app.get(ArticleScheduleService, { strict: false }).announceDue();
    expect(await kindsOf(id)).toEqual(['drafted', 'drafted', 'drafted', 'published']);
    expect((await site.get<Body>(`/v1/articles/${id}`, writer)).body.status).toBe('published');
  });

  it('takes null for now, whatever was wished, and a past time as the date', async () => {
    const one = await drafted(site, { publishAt: inHours(2) });
    const now = await step(site, one.id, 'publish', 1, { publishAt: null });
    expect(now.status).toBe('published');
    const other = await drafted(site);
    const dated = await step(site, other.id, 'publish', 1, { publishAt: '2020-02-03T04:05:06Z' });
    expect(dated).toMatchObject({ publishedAt: '2020-02-03T04:05:06.000Z', status: 'published' });
    const moved = await step(site, other.id, 'publish', 2, { publishAt: '2021-02-03T04:05:06Z' });
    expect(moved).toMatchObject({ publishedAt: '2021-02-03T04:05:06.000Z', version: 3 });
    expect(moved.firstPublishedAt).toBe('2020-02-03T04:05:06.000Z');
  });

  it('makes a planned story that nobody saw a draft again, with all that was written since', async () => {
    const { id } = await drafted(site);
    await step(site, id, 'publish', 1, { publishAt: inHours(2) });
    await send(site, 'PATCH', `/v1/articles/${id}`, { headline: 'Written since' }, { version: 2 });
    const back = await step(site, id, 'unpublish', 3, { reason: 'Not yet.' });
    expect(back).toMatchObject({ status: 'draft', headline: 'Written since', firstPublishedAt: null });
    expect(await kindsOf(id)).not.toContain('unpublished');
    const { rows } = await site.database.pool.query('select 1 from article_due where article_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('puts a planned story that is a draft again where its draft is', async () => {
    const { id } = await drafted(site, { section: 'world' });
    await step(site, id, 'publish', 1, { publishAt: inHours(2) });
    await send(site, 'PATCH', `/v1/articles/${id}`, { section: 'sport' }, { version: 2 });
    await step(site, id, 'unpublish', 3);
    const { rows } = await site.database.pool.query(
      'select s.slug from article a join section s on s.id = a.section_id where a.id = $1',
      [id],
    );
    expect(rows).toEqual([{ slug: 'sport' }]);
  });

  it('keeps the date of a story that was taken back and is published again', async () => {
    const story = await published(site);
    const back = await step(site, story.id, 'unpublish', story.version);
    const again = await step(site, story.id, 'publish', back.version);
    expect([again.publishedAt, again.modifiedAt]).toEqual([story.publishedAt, story.modifiedAt]);
    expect(await kindsOf(story.id)).toEqual(['drafted', 'published', 'unpublished', 'published']);
  });

  it('refuses a story that would be over before anybody could see it', async () => {
    const { id } = await drafted(site, { expiresAt: inHours(1) });
    const late = await refusal(id, 'publish', 1, { publishAt: inHours(2) });
    expect([late.status, late.errors[0].pointer, late.errors[0].code]).toEqual([
      422,
      '/publishAt',
      'EXPIRES_TOO_EARLY',
    ]);
    const { version } = await step(site, id, 'publish', 1);
    const changes = { expiresAt: '2020-01-01T00:00:00Z' };
    const early = await send(site, 'PATCH', `/v1/articles/${id}`, changes, { version });
    expect([early.status, early.body.errors[0].pointer]).toEqual([422, '/expiresAt']);
  });

  it('is over when its end has come', async () => {
    const { id, version } = await published(site, { publishAt: '2020-01-01T00:00:00Z' });
    const ended = await send(site, 'PATCH', `/v1/articles/${id}`, { expiresAt: inHours(-1) }, { version });
    expect([ended.body.status, await readBy(id)]).toEqual(['expired', 404]);
    expect(await kindsOf(id)).toEqual(['drafted', 'published', 'expired']);
    const refused = await refusal(id, 'publish', ended.body.version);
    expect([refused.code, refused.from, refused.to]).toEqual(['INVALID_TRANSITION', 'expired', 'published']);
    const open = await send(
      site,
      'PATCH',
      `/v1/articles/${id}`,
      { expiresAt: null },
      { version: ended.body.version },
    );
    expect([open.body.status, await readBy(id)]).toEqual(['published', 200]);
  });

  it('refuses steps that lead nowhere, and says from where to where', async () => {
    const draft = await drafted(site);
    const seen = await published(site);
    const steps: [string, string, number, Record<string, unknown>, string, string][] = [
      [draft.id, 'unpublish', 1, {}, 'draft', 'unpublished'],
      [draft.id, 'retract', 1, { notice: 'x' }, 'draft', 'retracted'],
      [draft.id, 'corrections', 1, { kind: 'update', text: 'x' }, 'draft', 'corrected'],
      [seen.id, 'publish', 2, { publishAt: inHours(2) }, 'published', 'scheduled'],
    ];
    for (const [id, name, version, body, from, to] of steps) {
      const refused = await refusal(id, name, version, body);
      expect([refused.status, refused.code, refused.from, refused.to]).toEqual([
        409,
        'INVALID_TRANSITION',
        from,
        to,
      ]);
    }
    const wish = await send(
      site,
      'PATCH',
      `/v1/articles/${seen.id}`,
      { publishAt: inHours(2) },
      { version: 2 },
    );
    expect([wish.status, wish.body.errors[0].pointer]).toEqual([422, '/publishAt']);
    expect(await kindsOf(seen.id)).toEqual(['drafted', 'published']);
  });

  it('asks for words with every picture', async () => {
    const { rows } = await site.database.pool.query(
      `insert into image (id, url, alt) values ('01990000-0000-7000-8000-00000000aaaa', 'https://p.example/a.jpg', '') returning id`,
    );
    const picture = (alt: string) => ({ _type: 'image', url: 'https://p.example/b.jpg', alt });
    const words = {
      _type: 'block',
      style: 'normal',
      markDefs: [],
      children: [{ _type: 'span', text: 'x', marks: [] }],
    };
    const { id, leadImage } = await drafted(site, {
      leadImage: rows[0].id,
      body: { blocks: [words, picture('')] },
    });
    expect(leadImage.id).toBe(rows[0].id);
    const refused = await refusal(id, 'publish', 1);
    expect([refused.status, refused.code]).toEqual([422, 'ALT_TEXT_MISSING']);
    expect(refused.errors.map((fault: Body) => fault.pointer)).toEqual([
      '/leadImage/alt',
      '/body/blocks/1/alt',
    ]);
    const mended = { leadImage: null, body: { blocks: [words, picture('A bridge.')] } };
    await send(site, 'PATCH', `/v1/articles/${id}`, mended, { version: 1 });
    expect((await step(site, id, 'publish', 2)).status).toBe('published');
  });

  it('must say which version it is about, and of several with one version just one wins', async () => {
    const { id } = await drafted(site);
    const none = await send(site, 'POST', `/v1/articles/${id}/publish`, {});
    expect([none.status, none.body.code]).toEqual([428, 'VERSION_REQUIRED']);
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => send(site, 'POST', `/v1/articles/${id}/publish`, {}, { version: 1 })),
      send(site, 'PATCH', `/v1/articles/${id}`, { dek: 'At the same moment' }, { version: 1 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});

describe('a correction', () => {
  it('is shown with the story and moves its date, while a draft waits on', async () => {
    const { id, version } = await published(site, { publishAt: '2020-01-01T00:00:00Z' });
    await send(site, 'PATCH', `/v1/articles/${id}`, { headline: 'The next version' }, { version });
    const correction = { kind: 'correction', text: 'It was <b>Monday</b>.' };
    const { status, headers, body } = await send(site, 'POST', `/v1/articles/${id}/corrections`, correction, {
      version: version + 1,
    });
    expect([status, headers.get('etag')]).toEqual([200, `"v${version + 2}"`]);
    expect(body.corrections).toMatchObject([{ kind: 'correction', text: 'It was <b>Monday</b>.' }]);
    const again = await mutate(
      site,
      'correctArticle',
      { articleId: id, version: version + 2, kind: 'CLARIFICATION', text: 'In the morning.' },
      'article { version corrections { id kind text at } }',
    );
    expect(again.article.corrections.map((one: Body) => one.kind)).toEqual(['CORRECTION', 'CLARIFICATION']);
    const { body: open } = await site.get<Body>(`/v1/articles/${id}`);
    expect(open.headline).not.toBe('The next version');
    expect(open.corrections).toHaveLength(2);
    expect(open.modifiedAt).toBe(open.corrections[1].at);
    const [news] = open.seo.jsonLd['@graph'];
    expect(news.dateModified).toBe(open.modifiedAt);
    expect(news.correction).toMatchObject([
      { '@type': 'CorrectionComment', text: 'It was <b>Monday</b>.' },
      { '@type': 'CorrectionComment', text: 'In the morning.' },
    ]);
    expect(await kindsOf(id)).toEqual(['drafted', 'published', 'drafted', 'corrected', 'corrected']);
    const bad = await send(
      site,
      'POST',
      `/v1/articles/${id}/corrections`,
      { kind: 'erratum' },
      { version: 5 },
    );
    expect(bad.body.errors.map((fault: Body) => fault.pointer).sort()).toEqual(['/kind', '/text']);
  });
});

describe('a retraction', () => {
  it('is final, and tells everybody why', async () => {
    const { id, slug, version } = await published(site);
    const { status, body } = await send(
      site,
      'POST',
      `/v1/articles/${id}/retract`,
      { notice: 'It was invented.' },
      { version },
    );
    expect([status, body.status]).toEqual([200, 'retracted']);
    const paths = [id, slug, `${id}/page`, `${id}/related`, `${id}/comments`, `${id}/share`];
    for (const path of paths) {
      for (const headers of [{}, writer]) {
        const answer = await site.get<Body>(`/v1/articles/${path}`, headers as Record<string, string>);
        expect([path, answer.status, answer.body.code, answer.body.notice]).toEqual([
          ...[path, 410, 'ARTICLE_RETRACTED', 'It was invented.'],
        ]);
      }
    }
    for (const path of ['revisions', 'revisions/1', 'related/choice']) {
      expect((await site.get(`/v1/articles/${id}/${path}`, writer)).status).toBe(410);
    }
    expect((await site.get<Body>('/v1/articles')).body.items.map((item: Body) => item.id)).not.toContain(id);
    for (const name of ['publish', 'unpublish']) {
      const refused = await refusal(id, name, 3);
      expect([refused.status, refused.code, refused.from]).toEqual([409, 'INVALID_TRANSITION', 'retracted']);
    }
    expect((await refusal(id, 'retract', 3, { notice: 'x' })).code).toBe('INVALID_TRANSITION');
    const edit = await send(site, 'PATCH', `/v1/articles/${id}`, { dek: 'x' }, { version: 3 });
    expect([edit.status, edit.body.code]).toEqual([410, 'ARTICLE_RETRACTED']);
    expect(await kindsOf(id)).toEqual(['drafted', 'published', 'retracted']);
    expect((await send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version: 3 })).status).toBe(204);
    expect(await readBy(slug)).toBe(404);
  });

  it('may follow when the story was taken back', async () => {
    const { id, version } = await published(site);
    const back = await step(site, id, 'unpublish', version);
    const { article } = await mutate(site, 'retractArticle', {
      articleId: id,
      version: back.version,
      notice: 'False.',
    });
    expect(article.status).toBe('RETRACTED');
  });
});

describe('deleting', () => {
  it('takes the story, its revisions and its comments, and keeps its slugs', async () => {
    const { id, version } = await published(site, { slug: 'short-lived' });
    await send(site, 'PATCH', `/v1/articles/${id}`, { slug: 'short-lived-too' }, { version });
    const comment = await added(site, `/v1/articles/${id}/comments`, { body: 'Nice.' });
    const missing = await send(site, 'DELETE', `/v1/articles/${id}`);
    const stale = await send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version: 1 });
    expect([missing.status, stale.status]).toEqual([428, 412]);
    const gone = await send(site, 'DELETE', `/v1/articles/short-lived`, undefined, { version: version + 1 });
    expect([gone.status, gone.body]).toEqual([204, null]);
    for (const path of [
      `articles/${id}`,
      'articles/short-lived',
      'articles/short-lived-too',
      `comments/${comment.id}`,
    ]) {
      expect((await site.get(`/v1/${path}`)).status, path).toBe(404);
      expect((await site.get(`/v1/${path}`, writer)).status, path).toBe(404);
    }
    const { rows } = await site.database.pool.query(
      `select (select count(*) from article_revision where article_id = $1) as revisions,
        (select count(*) from comment where article_id = $1) as comments`,
      [id],
    );
    expect(rows).toEqual([{ revisions: '0', comments: '0' }]);
    for (const slug of ['short-lived', 'short-lived-too']) {
      const taken = await send(site, 'POST', '/v1/articles', {
        headline: 'x',
        section: 'world',
        body: { text: 'x' },
        slug,
      });
      expect([taken.status, taken.body.code]).toEqual([409, 'SLUG_TAKEN']);
    }
    expect((await drafted(site, { headline: 'Short lived' })).slug).toBe('short-lived-2');
    expect((await changesOf(site, id)).at(-1)).toMatchObject({
      ...{ kind: 'deleted', slug: null, previous_slug: 'short-lived-too', version: version + 2 },
    });
    expect((await send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version: '*' })).status).toBe(404);
  });

  it('says nothing of what nobody has seen', async () => {
    const { id } = await drafted(site, { slug: 'never-seen' });
    const payload = await mutate(site, 'deleteArticle', { articleId: 'never-seen', version: 1 }, 'id');
    expect(payload).toEqual({ id, errors: [] });
    expect((await changesOf(site, id)).at(-1)).toMatchObject({
      kind: 'discarded',
      slug: null,
      previous_slug: null,
    });
  });

  it('does not wait for ever beside readers who comment', async () => {
    const { id, version } = await published(site);
    const comments = Array.from({ length: 5 }, () =>
      site.post(`/v1/articles/${id}/comments`, aComment({ body: 'At the same moment.' })),
    );
    const [gone, ...answers] = await Promise.all([
      send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version }),
      ...comments,
    ]);
    expect(gone?.status).toBe(204);
    for (const { status } of answers) expect([201, 404]).toContain(status);
  });
});

describe('the counters of a story that is deleted', () => {
  it('are waited for, so that those who add to them never wait for the deletion', async () => {
    const { id, version } = await published(site);
    const counting = new Client({ connectionString: site.databaseUrl });
    await counting.connect();
    try {
      await counting.query(`begin; set local lock_timeout = '500ms'`);
      await counting.query('select 1 from article_stats where article_id = $1 for no key update', [id]);
      const deletion = send(site, 'DELETE', `/v1/articles/${id}`, undefined, { version });
      await expect.poll(() => waitingFor(counting)).toBe(1);
      await counting.query(`insert into share_count (article_id, network, visits) values ($1, 'x', 1)`, [id]);
      await counting.query('commit');
      expect((await deletion).status).toBe(204);
    } finally {
      await counting.end();
    }
  });

  it('leave nothing behind that would wait for ever to be counted', async () => {
    const old = `now() - interval '25 hours'`;
    const gone = randomUUID();
    const { id } = await published(site);
    await site.database.pool.query(
      `insert into activity (at, kind, article_id, comments, folded) values
        (${old}, 'commentAdded', $1, 1, false), (now(), 'commentAdded', $1, 1, false), (${old}, 'x', $1, 0, true)`,
      [gone],
    );
    const counters = site.app.get(ArticleCountersService, { strict: false });
    // Another transaction has the counters: what is not counted stays, however old it is.
    await site.database.transaction(async (tx) => {
      await tx.query('select 1 from article_stats where article_id = $1 for update', [id]);
      await site.database.pool.query(
        `insert into activity (at, kind, article_id, comments) values (${old}, 'commentAdded', $1, 1)`,
        [id],
      );
      await counters.prune();
      const { rows } = await site.database.pool.query(
        `select article_id as id, at > now() - interval '1 hour' as fresh from activity
          where article_id = any($1) order by fresh`,
        [[id, gone]],
      );
      expect(rows).toEqual([
        { id, fresh: false },
        { id: gone, fresh: true },
      ]);
    });
  });
});

/** How many transactions wait for one of another connection. */
async function waitingFor(client: Client): Promise<number> {
  const pid = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
  const { rows } = await site.database.pool.query<{ n: number }>(
    'select count(*)::int as n from pg_stat_activity where $1 = any(pg_blocking_pids(pid))',
    [pid],
  );
  return rows[0]?.n ?? NaN;
}

describe('the stories beside a story', () => {
  it('are pinned, excluded and never recommended as editors say', async () => {
    const tags = ['bridges'];
    const [one, other, third] = [
      await published(site, { tags }),
      await published(site, { tags }),
      await published(site, { tags }),
    ];
    const beside = async (id: string): Promise<string[]> =>
      (await site.get<Body>(`/v1/articles/${id}/related?limit=50`)).body.items.map(
        (item: Body) => item.article.id,
      );
    expect(await beside(one.id)).toEqual(expect.arrayContaining([other.id, third.id]));
    const choice = { pins: [third.id], exclusions: [other.id], neverRecommend: true };
    const { status, headers, body } = await send(site, 'PUT', `/v1/articles/${one.id}/related`, choice, {
      version: one.version,
    });
    expect([status, headers.get('etag'), body]).toEqual([200, '"v3"', choice]);
    expect((await beside(one.id)).at(0)).toBe(third.id);
    expect(await beside(one.id)).not.toContain(other.id);
    expect(await beside(other.id)).not.toContain(one.id);
    expect((await site.get(`/v1/articles/${one.id}/related/choice`, writer)).body).toEqual(choice);
    const open = { pins: [], exclusions: [], neverRecommend: false };
    const payload = await mutate(
      site,
      'arrangeRelated',
      { articleId: one.id, version: 3, ...open },
      'related { pins exclusions neverRecommend } article { version }',
    );
    expect(payload).toMatchObject({ related: open, article: { version: 4 }, errors: [] });
    expect(await beside(other.id)).toContain(one.id);
    const query = `{ relatedChoice(articleId: "${one.slug}") { pins neverRecommend } }`;
    const { body: read } = await site.graphql<Body>(query, {}, writer);
    expect(read.data.relatedChoice).toEqual({ pins: [], neverRecommend: false });
    expect((await site.graphql<Body>(query)).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('must be other stories that are there', async () => {
    const { id, version } = await published(site);
    const other = await published(site);
    const choice = {
      pins: [id, other.id, '01990000-0000-7000-8000-000000000001'],
      exclusions: [other.id],
      neverRecommend: false,
    };
    const { status, body } = await send(site, 'PUT', `/v1/articles/${id}/related`, choice, { version });
    expect(status).toBe(422);
    expect(body.errors.map((fault: Body) => [fault.pointer, fault.code])).toEqual([
      ['/pins/0', 'SAME_STORY'],
      ['/pins/2', 'ARTICLE_NOT_FOUND'],
      ['/exclusions/0', 'PINNED'],
    ]);
    expect((await site.get<Body>(`/v1/articles/${id}`, writer)).body.version).toBe(version);
  });
});
