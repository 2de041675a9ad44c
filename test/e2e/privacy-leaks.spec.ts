import { createHash } from 'node:crypto';
import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { DEMO_STORY } from '../../src/docs/example-story.query.js';
import { aComment, type WrittenAnswer } from '../support/comments.js';
import { LeakRound, pathsOf, type Said } from '../support/leak-round.js';
import { LiveClient } from '../support/live-client.js';
import { capturePrinted } from '../support/printed.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { findTrace, tracesOf } from '../support/traces.js';
import { operationsOn, typesBelow } from '../support/whole-schema.js';

/**
 * A reader's e-mail and network address are planted, everything there is to do is done with them, and whatever leaves
 * the application is searched. Routes, operations and types are found in the application, not in a list: what a later
 * feature adds is searched, too. Where it has a parameter that nothing is known of here, the round says so.
 */
const EMAIL = 'Ada.Planted+tag@Leak-Test.example';
const ADDRESS = '203.0.113.77';
const NETWORK = '203.0.113.0/24';
/** The browser's name has a word in it that nothing else has. */
const AGENT = 'Mozilla/5.0 (X11; planted-device) Firefox/140.0';
const FROM = { 'x-forwarded-for': ADDRESS, 'user-agent': AGENT };
const NOTHING = '01890000-0000-7000-8000-000000000000';

const EMAIL_TRACES = [...tracesOf(EMAIL), 'leak-test', 'ada.planted'];
const ADDRESS_TRACES = [
  ...[ADDRESS, NETWORK, '203.0.113.0'].flatMap(tracesOf),
  ...['203.0.113', String(0xcb00714d), 'cb00714d', 'cb007100'],
  'planted-device',
];
const TRACES = [...EMAIL_TRACES, ...ADDRESS_TRACES];

/** Files of the program and of editors: nothing of readers is in them, and the demo site has none of the latter. */
const FILES = new Set(['/docs/assets/:file', '/media/:id', '/demo/pictures/:name.svg']);
/** What no story of the demo site has; none has a text of readers. */
const NOT_SHOWN = new Set(['CommentChallenge', 'Correction', 'FocalPoint', 'Translation']);

let site: TestApp;
let round: LeakRound;
let live: LiveClient;
let ids: Record<string, string>;
const lines: string[] = [];
let printed: ReturnType<typeof capturePrinted>;
/** What was read in GraphQL, by the type of the objects. */
const typesSeen = new Set<string>();

const COMMENTS = `/v1/articles/${DEMO_STORY}/comments`;

/** A comment of the reader whose data is planted. */
async function plant(changes: object = {}): Promise<WrittenAnswer> {
  const body = { ...aComment({ email: EMAIL, name: 'Ada' }), ...changes };
  return JSON.parse(await round.ask(COMMENTS, { method: 'POST', body })) as WrittenAnswer;
}

/** What arguments and fields of inputs may be, in a GraphQL document. */
const valuesFor = (comment: string, token: string): Record<string, string[]> => ({
  id: [comment],
  commentId: [comment],
  commentIds: [comment],
  ids: [comment],
  token: [token],
  articleId: [DEMO_STORY],
  email: [EMAIL],
  name: ['Ada'],
  body: ['Other words.'],
  reason: ['Rude.'],
});
const quoted = (values: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(values).map(([name, all]) => [name, all.map((one) => JSON.stringify(one))]),
  );

/** Does to a comment of its own whatever can be done to one, in REST and in GraphQL, as its author and as a moderator. */
async function doToComments(): Promise<void> {
  for (const { method, path, keyed } of round.routes('write')) {
    if (!path.includes('/comments/:id')) continue;
    const { comment, token } = await plant();
    const body = await round.bodyFor(method, path, { email: EMAIL, body: 'Other words.', token });
    const headers = { 'comment-token': token };
    await round.ask(path.replace(':id', comment.id), { method, body, keyed, headers });
  }
  const mutations = round.schema.getMutationType()?.getFields() ?? {};
  for (const { name, keyed } of round.fields('Mutation')) {
    if (!/comment/i.test(name)) continue;
    const { comment, token } = await plant();
    const field = mutations[name] as GraphQLField<unknown, unknown>;
    for (const query of operationsOn(round.schema, 'mutation', field, quoted(valuesFor(comment.id, token)))) {
      note(await round.graphql(query, {}, keyed));
    }
  }
}

/** Bans the reader, who is refused from then on, and gives the id of the ban. */
async function ban(): Promise<string> {
  const body = { email: EMAIL, reason: 'Rude.' };
  const made = await round.ask('/v1/moderation/bans', { method: 'POST', body, keyed: true });
  await plant();
  return (JSON.parse(made) as { id: string }).id;
}

/** Remembers which types were answered. */
function note(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { __typename: type } = value as { __typename?: string };
  if (type) typesSeen.add(type);
  for (const member of Object.values(value)) note(member);
}

/** Asks every GET route, with all that its parameters may be. */
async function readEverything(): Promise<void> {
  const slugs = ['section', 'author', 'tag'].map((kind) => ids[`${kind} slug`] as string);
  const values = {
    article: [DEMO_STORY, ids['story'] as string],
    id: ['comment', 'deleted', 'image', 'key', 'ban', 'placement'].map((kind) => ids[kind] ?? NOTHING),
    slug: slugs,
    format: ['rss', 'atom', 'json'],
    part: ['sections', '2020-11'],
    name: ['world'],
    file: ['style.css'],
    code: [ids['code'] as string],
    token: ['0'.repeat(43)],
    network: ['facebook'],
    sponsor: ['kwork-ru', NOTHING],
    partner: ['me', NOTHING],
    number: ['1'],
    '*': ['comments'],
  };
  for (const { path, keyed } of round.routes('GET')) {
    for (const target of pathsOf(path, values)) await round.ask(target, { keyed });
  }
  for (const sort of ['newest', 'oldest', 'best', 'controversial']) {
    await round.ask(`${COMMENTS}?sort=${sort}&limit=2&count=true`);
  }
  await round.ask(`${COMMENTS}?around=${ids['reply']}`);
  await round.ask(`/v1/counts?ids=${ids['story']}`);
  await round.ask('/v1/search?q=story');
  await round.ask('/v1/suggest?q=sto');
  const address = encodeURIComponent(`https://site.example/world/${DEMO_STORY}`);
  for (const asked of ['/v1/resolve', '/oembed']) await round.ask(`${asked}?url=${address}`);
  await readSchema();
}

/** Asks GraphQL for every field of every type. */
async function readSchema(): Promise<void> {
  const queries = round.schema.getQueryType()?.getFields() ?? {};
  const values = quoted({
    id: ['comment', 'reply', 'deleted', 'story', 'section', 'author', 'tag', 'image', 'key', 'ban'].map(
      (kind) => ids[kind] ?? NOTHING,
    ),
    ids: [ids['story'] as string],
    slug: [DEMO_STORY, ...['section', 'author', 'tag'].map((kind) => ids[`${kind} slug`] as string)],
    articleId: [DEMO_STORY],
    url: [`https://site.example/world/${DEMO_STORY}`],
    query: ['azerbaijan'],
    sponsor: ['kwork-ru'],
    partner: ['me'],
    code: [ids['code'] as string],
    placementId: [ids['placement'] as string],
    webhook: [NOTHING],
    article: [ids['story'] as string],
  });
  const numbers = { number: ['1'], against: ['1'] };
  for (const { name, keyed } of round.fields('Query')) {
    const field = queries[name] as GraphQLField<unknown, unknown>;
    // A story is asked for by one of both.
    const own = field.args.some((arg) => arg.name === 'slug') ? { id: [] } : { id: values['id'] ?? [] };
    for (const query of operationsOn(round.schema, 'query', field, { ...values, ...numbers, ...own })) {
      const answer = await round.graphql(query, {}, keyed);
      expect(JSON.stringify(answer.errors ?? []), query).not.toMatch(/GRAPHQL_|BAD_USER_INPUT|TOO_|INTERNAL/);
      note(answer.data);
    }
  }
}

/** Requests that are wrong in every way, and quote the reader's address where they can. */
async function doWrong(): Promise<void> {
  const post = (path: string, body: unknown, headers = {}) =>
    round.ask(path, { method: 'POST', body, headers });
  const wrong = [
    { email: `${EMAIL}@` },
    { email: [EMAIL] },
    { email: { address: EMAIL } },
    { email: EMAIL.repeat(20) },
    { name: '', email: EMAIL },
    { website: EMAIL },
    { body: '' },
    { parentId: EMAIL },
    { parentId: NOTHING },
    { insist: EMAIL },
    { openedAt: EMAIL },
    { unknown: EMAIL },
  ];
  for (const changes of wrong) {
    const input = { ...aComment({ email: EMAIL }), ...changes };
    await post(COMMENTS, input);
    const query =
      'mutation ($input: AddCommentInput!) { addComment(input: $input) { token errors { code detail } } }';
    await round.graphql(query, { input: { ...input, articleId: DEMO_STORY } });
  }
  await post('/v1/articles/no-such-story/comments', aComment({ email: EMAIL }));
  await post(COMMENTS, `{"email": "${EMAIL}", `);
  await post(COMMENTS, aComment({ email: EMAIL }), { 'content-type': 'text/plain' });
  await post(COMMENTS, aComment({ email: EMAIL, body: 'x'.repeat(2_000_000) }));
  await post(COMMENTS, aComment({ email: EMAIL }), { authorization: `Bearer ${EMAIL}` });
  await post(COMMENTS, aComment({ email: EMAIL, body: 'once' }), { 'idempotency-key': 'once' });
  await post(COMMENTS, aComment({ email: EMAIL, body: 'twice' }), { 'idempotency-key': 'once' });
  await round.ask(`/v1/comments/${ids['comment']}`, { headers: { 'comment-token': EMAIL } });
  await post('/v1/privacy/export', { email: EMAIL });
  await round.graphql(`mutation { exportReader(email: "${EMAIL}") { records { kind } } }`);
  for (const query of [
    `{ article(slug: "${EMAIL}") { id } }`,
    `{ articles(first: "${EMAIL}") { nodes { id } } }`,
    `{ node(id: "${EMAIL}") { id } }`,
    `{ article(slug: "x", asOf: "${EMAIL}") { id } }`,
    `{ site { name } } # ${EMAIL} {`,
    `{ counts(ids: { email: "${EMAIL}" }) { id } }`,
  ]) {
    await round.graphql(query);
  }
  await round.graphql('query ($first: Int) { articles(first: $first) { nodes { id } } }', { first: EMAIL });
  await round.graphql('query ($first: Int) { articles(first: $first) { nodes { id } } }', {
    first: { a: EMAIL },
  });
  // What a caller writes into an address comes back to that caller alone, and must not stand in the log.
  const inUrl = encodeURIComponent(EMAIL);
  for (const path of [
    `/v1/articles/${inUrl}`,
    `/v1/articles?section=${inUrl}`,
    `/v1/articles?q=${inUrl}`,
    `/${inUrl}`,
  ]) {
    await fetch(`${site.url}${path}`, { headers: FROM });
  }
  await whileBroken(
    'alter table comment_identity rename to away',
    'alter table away rename to comment_identity',
  );
  await whileBroken(
    'alter table comment add constraint never check (false) not valid',
    'alter table comment drop constraint never',
  );
}

/** What the database says of a row that it refuses quotes the row. */
async function whileBroken(breaking: string, mending: string): Promise<void> {
  await site.database.pool.query(breaking);
  try {
    await plant();
    const add = 'mutation ($input: AddCommentInput!) { addComment(input: $input) { token } }';
    await round.graphql(add, { input: { ...aComment({ email: EMAIL }), articleId: DEMO_STORY } });
  } finally {
    await site.database.pool.query(mending);
  }
}

/** Listens to every subscription, for everything that events have. */
function follow(events: Said[]): void {
  const fields = round.schema.getSubscriptionType()?.getFields() ?? {};
  for (const { name, keyed } of round.fields('Subscription')) {
    if (keyed) continue;
    const [query = ''] = operationsOn(
      round.schema,
      'subscription',
      fields[name] as GraphQLField<unknown, unknown>,
      {
        articleId: [JSON.stringify(DEMO_STORY)],
      },
    );
    const subscription = live.subscribe<object>(name, query);
    const { push } = subscription.events;
    subscription.events.push = function (...items) {
      for (const item of items)
        events.push({ to: 'anyone', what: name, status: 200, text: JSON.stringify(item) });
      return push.apply(this, items);
    };
  }
}

/** Everything in the database, a table at a time: text and JSON as they are, bytes in hexadecimal. */
async function dump(): Promise<{ table: string; text: string }[]> {
  const { rows } = await site.database.pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const tables: { table: string; text: string }[] = [];
  for (const { name } of rows) {
    const found = await site.database.pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    tables.push({ table: name, text: found.rows.map(({ row }) => row).join('\n') });
  }
  return tables;
}

const events: Said[] = [];

beforeAll(async () => {
  printed = capturePrinted();
  const limits = { GRAPHQL_MAX_DEPTH: '100', GRAPHQL_MAX_ALIASES: '1000', GRAPHQL_MAX_TOKENS: '100000' };
  site = await TestApp.start(
    { LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.1', GRAPHQL_MAX_COST: '1000000', ...limits },
    { logStream: { write: (line) => lines.push(line) } },
  );
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  round = new LeakRound(site, FROM);
  live = new LiveClient(site);
  follow(events);
  // A subscription does not say when it begins: comments are written until one of them is heard of.
  const heard = async (): Promise<void> => {
    await plant();
    expect(events.length).toBeGreaterThan(0);
  };
  await vi.waitFor(heard, { timeout: 20_000, interval: 200 });
  const root = await plant();
  const reply = await plant({ parentId: root.comment.id });
  const { rows } = await site.database.pool.query<Record<string, string>>(
    `select a.id as story, s.id as section, s.slug as "section slug",
      (select id from image limit 1) as image, (select id from placement limit 1) as placement,
      (select row_to_json(x) from (select au.id, au.slug from author au join article_author l on l.author_id = au.id limit 1) x) as author,
      (select row_to_json(x) from (select t.id, t.slug from tag t join article_tag l on l.tag_id = t.id limit 1) x) as tag
      from article a join section s on s.id = a.section_id where a.slug = $1`,
    [DEMO_STORY],
  );
  const { author, tag, ...others } = rows[0] as unknown as Record<string, any>;
  ids = { ...others, comment: root.comment.id, reply: reply.comment.id };
  Object.assign(ids, { author: author.id, 'author slug': author.slug, tag: tag.id, 'tag slug': tag.slug });
  const share = await site.get<{ shortUrl: string }>(`/v1/articles/${DEMO_STORY}/share`);
  ids['code'] = share.body.shortUrl.split('/').at(-1) as string;
  const admin = { authorization: `Bearer ${ADMIN_KEY}` };
  const { body } = await site.post<any>('/v1/api-keys', { name: 'a key', scopes: ['content:read'] }, admin);
  ids['key'] = body.apiKey.id;
  await readEverything();
  await doToComments();
  ids['ban'] = await ban();
  await readEverything();
  await round.ask(`/v1/moderation/bans/${ids['ban']}`, { method: 'DELETE', keyed: true });
  await doWrong();
  await vi.waitFor(() => expect(events.some(({ text }) => text.includes(reply.comment.id))).toBe(true), {
    timeout: 20_000,
  });
}, 300_000);
afterAll(async () => {
  printed.restore();
  live.close();
  await round.close();
  await site.close();
});

const leaks = (said: readonly Said[], traces: readonly string[]): string[] =>
  said.flatMap(({ what, text }) => {
    const found = findTrace(text, traces);
    return found === null ? [] : [`${what}: ${found}`];
  });
const to = (who: Said['to']): Said[] => round.said.filter((said) => said.to === who);

describe('neither address', () => {
  it('is in any answer that anyone can get', () => {
    const answers = to('anyone');
    expect(answers.filter(({ status }) => status < 400).length).toBeGreaterThan(100);
    expect(leaks(answers, TRACES)).toEqual([]);
  });

  it('is in any error', () => {
    const errors = round.said.filter(({ status, text }) => status >= 400 || text.includes('"errors":[{'));
    expect(errors.length).toBeGreaterThan(30);
    expect(new Set(errors.map(({ status }) => status))).toEqual(
      new Set([200, 400, 401, 403, 404, 413, 415, 422, 500]),
    );
    expect(leaks(errors, TRACES)).toEqual([]);
  });

  it('is in any event', () => {
    expect(new Set(events.map(({ what }) => what)).size).toBeGreaterThan(0);
    expect(leaks(events, TRACES)).toEqual([]);
  });

  it('is in any line of the log', () => {
    expect(lines.length).toBeGreaterThan(200);
    expect(findTrace([...lines, printed.text()].join('\n'), TRACES)).toBeNull();
  });

  it('is in any column of the database', async () => {
    const found = (await dump()).flatMap(({ table, text }) => {
      const trace = findTrace(text, TRACES);
      return trace === null ? [] : [`${table}: ${trace}`];
    });
    expect(found).toEqual([]);
  });
});

describe('the e-mail address', () => {
  it('is in no answer that takes a key, but for the export', () => {
    expect(to('keyed').length).toBeGreaterThan(5);
    expect(leaks(to('keyed'), EMAIL_TRACES)).toEqual([]);
  });

  it('cannot be guessed from what is kept of a request to tell it from another', async () => {
    const content = JSON.stringify([{}, null, aComment({ email: EMAIL, body: 'once', name: 'Ada' })]);
    const hash = createHash('sha256').update(content).digest('hex');
    const { rows } = await site.database.pool.query<{ hash: Buffer }>(
      'select request_hash as hash from kept_answer',
    );
    expect(rows.length).toBe(1);
    expect(rows.map((row) => row.hash.toString('hex'))).not.toContain(hash);
  });
});

describe('the round', () => {
  it('was answered by every GET route that is open to all', () => {
    const answered = (path: string): boolean => {
      const form = new RegExp(`^GET ${path.replaceAll('.', '\\.').replaceAll(/:\w+|\*/g, '[^?]+')}(\\?.*)?$`);
      return round.said.some(({ what, status }) => form.test(what) && status < 400);
    };
    const silent = round.routes('GET').filter(({ path, keyed }) => !keyed && !answered(path));
    expect(silent.map(({ path }) => path).filter((path) => !FILES.has(path))).toEqual([]);
  });

  it('saw every type of the schema that is open to all', () => {
    const queries = round.schema.getQueryType()?.getFields() ?? {};
    const open = round.fields('Query').filter(({ keyed }) => !keyed);
    const types = typesBelow(
      round.schema,
      open.map(({ name }) => queries[name] as GraphQLField<unknown, unknown>),
    );
    expect([...types].filter((name) => !typesSeen.has(name) && !NOT_SHOWN.has(name))).toEqual([]);
  });
});

describe('the search', () => {
  it.each([
    EMAIL,
    EMAIL.toUpperCase(),
    encodeURIComponent(EMAIL),
    [...EMAIL].reverse().join(''),
    Buffer.from(EMAIL).toString('hex'),
    Buffer.from(`["x","${EMAIL}"]`).toString('base64'),
    Buffer.from(`{"a":"${EMAIL}"}`).toString('base64url'),
    EMAIL.replace('@', '\\u0040').replace('Leak-Test', '\\u004ceak-Test'),
    EMAIL.replace('@', '&#64;').replace('Leak-Test', '&#x4c;eak-Test'),
    createHash('md5').update(EMAIL.toLowerCase()).digest('hex'),
    createHash('sha1').update(EMAIL).digest('base64'),
    createHash('sha256').update(EMAIL.toLowerCase()).digest('hex'),
    createHash('sha256').update(EMAIL.toLowerCase()).digest('base64url'),
    ADDRESS,
    NETWORK,
    createHash('sha256').update(ADDRESS).digest('hex'),
    createHash('md5').update(NETWORK).digest('hex'),
  ])('finds %s', (text) => {
    expect(findTrace(`{"before":"${text}","after":1}`, TRACES)).not.toBeNull();
  });

  it('finds nothing where there is nothing', () => {
    expect(findTrace('{"name":"Ada","avatarSeed":"0123456789abcdef"}', TRACES)).toBeNull();
  });
});
