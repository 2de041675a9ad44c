import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storedFingerprint } from '../../src/moderation/fingerprint.js';
import { MODERATION_PHASES, ModerationService } from '../../src/moderation/moderation.service.js';
import { PASS, type Phase } from '../../src/moderation/phase.js';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import {
  aComment,
  added,
  aStory,
  type CommentAnswer,
  type CommentListAnswer,
  type ProblemAnswer,
  storyOf,
  type WrittenAnswer,
} from '../support/comments.js';
import { TestIdentityProvider } from '../support/identity-provider.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const PHASES = [
  ...[
    'closed',
    'ban',
    'rate',
    'challenge',
    'form',
    'repeat',
    'length',
    'links',
    'words',
    'name',
    'hook',
    'trust',
    'premoderation',
  ],
];
const ADD = `mutation ($input: AddCommentInput!) {
  addComment(input: $input) { comment { id status } token errors { pointer code detail } }
}`;
interface Payload {
  readonly comment: { id: string; status: string } | null;
  readonly errors: ProblemAnswer['errors'];
}
interface Decided {
  readonly actor: string;
  readonly verdict: string;
  readonly rule: string | null;
  readonly score: number | null;
  readonly reason: string | null;
}

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
let site: TestApp;
let provider: TestIdentityProvider;
let folder: string;
let story: Awaited<ReturnType<typeof storyOf>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-words-'));
  const words = join(folder, 'words.txt');
  await writeFile(words, 'viagra\nspam: casino bonus\nreject: kill yourself\n');
  provider = await TestIdentityProvider.start();
  site = await TestApp.start({ ...provider.settings, COMMENT_WORDS_FILE: words });
  await site.import([aStory('signed', { authors: ['Clara Lichtenberg'] })]);
});
afterAll(async () => {
  await site.close();
  provider.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  story = await storyOf(site);
});

const query = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
  (await site.database.pool.query(text, values)).rows as T[];
const stored = async (): Promise<number> =>
  (await query<{ n: number }>('select count(*)::int as n from comment where article_id = $1', story.id))[0]
    ?.n ?? NaN;
const send = (changes: Record<string, unknown>, headers = {}) =>
  site.post<WrittenAnswer & ProblemAnswer>(story.path, aComment(changes), headers);
const sendInGraphql = async (changes: Record<string, unknown>, headers = {}): Promise<Payload> => {
  const input = aComment({ articleId: story.slug, ...changes });
  const { body } = await site.graphql<{ addComment: Payload }>(ADD, { input }, headers);
  return body.data?.addComment as Payload;
};
const decisions = (id: string) =>
  query<Decided>(
    `select actor, verdict, rule, score, reason from comment_decided where comment_id = $1 order by at, id`,
    id,
  );
const findings = async (id: string) => (await decisions(id)).filter(({ rule }) => rule !== null);
const statusOf = async (id: string) =>
  (await query<{ status: string }>('select status from comment where id = $1', id))[0]?.status;
const setStatus = (id: string, status: string) =>
  query('update comment set status = $2 where id = $1', id, status);
const asAuthor = ({ comment, token }: WrittenAnswer, method: 'DELETE' | 'PATCH', body?: object) =>
  fetch(`${site.url}/v1/comments/${comment.id}`, {
    method,
    headers: { 'comment-token': token, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
const shown = async () => (await site.get<CommentListAnswer>(story.path)).body.items.map(({ id }) => id);

/** A text that nobody has sent before. */
const aText = (): string =>
  Array.from({ length: 14 }, () => Math.random().toString(36).slice(2, 9)).join(' ');

describe('a comment that nothing is found about', () => {
  it('is approved, and what every phase has said is kept in their order', async () => {
    const comment = await added(site, story.path, { body: aText() });
    expect(comment.status).toBe('approved');
    const kept = await decisions(comment.id);
    expect(kept.map(({ actor }) => actor)).toEqual(PHASES);
    expect(kept.every(({ verdict, rule }) => verdict === 'pass' && rule === null)).toBe(true);
    expect(await query('select id from comment_judgement where comment_id = $1', comment.id)).toHaveLength(1);
  });
});

describe('a ban', () => {
  const index = (purpose: 'comment-email' | 'comment-subject', text: string) =>
    site.app.get(KeyRing, { strict: false }).index(purpose, text);
  const ban = (columns: {
    kind: string;
    identity?: Buffer;
    network?: string;
    until?: string;
    lifted?: string;
  }) =>
    query(
      `insert into comment_ban (id, kind, identity_index, network, reason, created_by, created_at, expires_at, lifted_at)
        values (gen_random_uuid(), $1, $2, $3, 'Rude', 'test', now(), $4, $5)`,
      ...[columns.kind, columns.identity ?? null, columns.network ?? null],
      ...[columns.until ?? null, columns.lifted ?? null],
    );
  const liftAll = () => query('update comment_ban set lifted_at = now()');

  it('of an e-mail address is told with its end, over both transports, and nothing is stored', async () => {
    const until = '2999-01-01T00:00:00.000Z';
    await ban({ kind: 'email', identity: index('comment-email', 'rude@example.com'), until });
    const { status, body } = await send({ email: 'Rude@Example.com' });
    expect([status, body.code, (body as unknown as { until: string }).until]).toEqual([
      ...[403, 'COMMENTER_BANNED', until],
    ]);
    const payload = await sendInGraphql({ email: 'rude@example.com' });
    expect(payload).toMatchObject({ comment: null, errors: [{ code: 'COMMENTER_BANNED' }] });
    expect(payload.errors[0]?.detail).toContain(until);
    expect(await stored()).toBe(0);
    expect((await send({ email: 'kind@example.com' })).status).toBe(201);
  });

  it('of an account holds whatever address is given', async () => {
    await ban({ kind: 'reader', identity: index('comment-subject', 'jwt:rude') });
    const headers = await provider.headers('rude', 'Rude');
    const { status, body } = await send({ email: 'other@example.com' }, headers);
    expect([status, body.code]).toEqual([403, 'COMMENTER_BANNED']);
    expect(await stored()).toBe(0);
    expect((await send({}, await provider.headers('kind', 'Kind'))).status).toBe(201);
  });

  it('of a network holds everybody in it, until it is lifted', async () => {
    await ban({ kind: 'network', network: '127.0.0.0/16' });
    expect((await send({ email: 'anybody@example.com' })).status).toBe(403);
    await liftAll();
    expect((await send({ email: 'anybody@example.com' })).status).toBe(201);
  });

  it('says nothing when it is over, lifted, or of another network', async () => {
    const identity = index('comment-email', 'former@example.com');
    await ban({ kind: 'email', identity, until: '2020-01-01T00:00:00Z' });
    await ban({ kind: 'email', identity, lifted: '2020-01-01T00:00:00Z' });
    await ban({ kind: 'network', network: '198.51.100.0/24' });
    await ban({ kind: 'network', network: '2001:db8::/32' });
    expect((await send({ email: 'former@example.com' })).status).toBe(201);
  });
});

describe('a text that was sent before', () => {
  const TEXT =
    'This is the very text that stands under every story of the site, sent by somebody who has nothing to say';

  it('is held, whoever sends it, under whatever story, however it is written', async () => {
    const body = `${TEXT} today`;
    await added(site, story.path, { body });
    story = await storyOf(site);
    const disguised = body.toUpperCase().replaceAll('A', 'А').replaceAll(' ', '  ');
    for (const [text, insist] of [
      [body, false],
      [disguised, true],
    ] as const) {
      const { body: answer } = await send({ body: text, insist, email: 'other@example.com', name: 'Bob' });
      expect(answer.comment.status).toBe('pending');
      expect(await findings(answer.comment.id)).toContainEqual(
        expect.objectContaining({ actor: 'repeat', verdict: 'hold', rule: 'sameText' }),
      );
    }
    expect(await shown()).toEqual([]);
  });

  it('is held when a word of it is another', async () => {
    const words = `${TEXT} but has to say it again and again until the last of us is tired of reading it and goes`;
    await added(site, story.path, { body: `${words} home` });
    const { id, status } = await added(site, story.path, { body: `${words} away` });
    expect(status).toBe('pending');
    const [finding] = await findings(id);
    expect(finding).toMatchObject({ actor: 'repeat', rule: 'similarText' });
    expect(finding?.score).toBeGreaterThan(0.8);
  });

  it('is spam where that was', async () => {
    const body = aText();
    const first = await added(site, story.path, { body });
    await setStatus(first.id, 'spam');
    const { body: answer } = await send({ body, email: 'other@example.com' });
    expect([answer.comment.status, await statusOf(answer.comment.id)]).toEqual(['pending', 'spam']);
  });

  it('may be sent when it was deleted, when it is short, or after a week', async () => {
    const body = aText();
    const { body: first } = await site.post<WrittenAnswer>(story.path, aComment({ body }));
    expect((await asAuthor(first, 'DELETE')).status).toBe(204);
    const second = await added(site, story.path, { body });
    expect(second.status).toBe('approved');
    expect((await added(site, story.path, { body })).status).toBe('pending');
    for (let turn = 0; turn < 3; turn += 1) expect((await added(site, story.path)).status).toBe('approved');
    await query(
      `update comment_fingerprint set at = at - interval '8 days', period = period - 1
      where text_hash = (select text_hash from comment_fingerprint where comment_id = $1)`,
      second.id,
    );
    expect((await added(site, story.path, { body })).status).toBe('approved');
  });

  it('is let through once where several edits come to it at the same moment', async () => {
    const body = aText();
    const written = await Promise.all(
      Array.from(
        { length: 8 },
        async () => (await site.post<WrittenAnswer>(story.path, aComment({ body: aText() }))).body,
      ),
    );
    const edited = await Promise.all(written.map((one) => asAuthor(one, 'PATCH', { body })));
    expect(edited.map(({ status }) => status)).toEqual(written.map(() => 200));
    const standing = await Promise.all(written.map(({ comment }) => statusOf(comment.id)));
    expect(standing.filter((status) => status === 'approved')).toHaveLength(1);
    const held = written.filter((_, place) => standing[place] === 'pending');
    for (const { comment } of held) {
      expect(await findings(comment.id)).toContainEqual(expect.objectContaining({ rule: 'sameText' }));
    }
  });

  it('is not kept for longer than it is looked for', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) ids.push((await added(site, story.path, { body: aText() })).id);
    const kept = async () =>
      (
        await query<{ id: string }>(
          'select comment_id as id from comment_fingerprint where comment_id = any($1) order by at',
          ids,
        )
      ).map(({ id }) => id);
    const age = (id: string | undefined, span: string) =>
      query(
        'update comment_fingerprint set at = now() - $2::interval, period = null where comment_id = $1',
        id,
        span,
      );
    await age(ids[0], '7 days 1 minute');
    await age(ids[1], '6 days 23 hours');
    expect(await kept()).toEqual(ids);
    // A short text has no fingerprint, and the comment is as good as any.
    await added(site, story.path);
    expect(await kept()).toEqual(ids.slice(1));
  });

  it('is let through once when twenty send it at the same moment', async () => {
    const body = aText();
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        added(site, story.path, { body, email: `${index}@example.com` }),
      ),
    );
    const approved = sent.filter(({ status }) => status === 'approved');
    expect(approved).toHaveLength(1);
    expect(await shown()).toEqual(approved.map(({ id }) => id));
    for (const { id } of sent.filter(({ status }) => status === 'pending')) {
      expect(await findings(id)).toContainEqual(
        expect.objectContaining({ actor: 'repeat', rule: 'sameText' }),
      );
      expect(await decisions(id)).toHaveLength(PHASES.length);
    }
    const counts = await site.get<{ items: { comments: number }[] }>(`/v1/counts?ids=${story.id}`);
    expect(counts.body.items[0]?.comments).toBe(1);
  });

  it('is not repeated by an edit of the comment itself', async () => {
    const moderation = site.app.get(ModerationService, { strict: false });
    const body = aText();
    const { id } = await added(site, story.path, { body });
    await query(`update article set comment_policy = 'closed' where id = $1`, story.id);
    const edit = {
      ...{
        kind: 'edit' as const,
        id,
        article: story.slug,
        parentId: null,
        name: 'Ada',
        email: 'ada@example.com',
      },
      ...{ website: null, text: body, html: `<p>${body}</p>`, insists: false, now: new Date() },
      viewer: { key: null, actor: 'anonymous', scopes: new Set<never>(), address: '127.0.0.1' },
      fingerprint: storedFingerprint(body),
      form: { trap: null, openedAt: null },
      challenge: null,
    } as const;
    expect((await moderation.judge(edit)).status).toBe('approved');
    expect((await moderation.judge({ ...edit, id: story.id })).status).toBe('pending');
  });
});

describe('a fault that can be mended', () => {
  const links = Array.from({ length: 4 }, (_, index) => `https://example.com/${index}`).join(' ');

  it.each([
    ['TOO_SHORT', 'x'],
    ['TOO_MANY_MENTIONS', '@a'.padEnd(4).repeat(1_250)],
    ['SHOUTING', 'NOBODY LISTENS TO WHAT I SAY HERE'],
    ['TOO_MANY_LINKS', links],
  ])('is shown first, over both transports, and recorded of who insists: %s', async (code, body) => {
    const email = `${code.toLowerCase()}@example.com`;
    const { status, body: problem } = await send({ body, email });
    expect([status, problem.code]).toEqual([422, 'INVALID_INPUT']);
    expect(problem.errors).toEqual([{ pointer: '/body', code, detail: expect.any(String) }]);
    expect((await sendInGraphql({ body, email })).errors).toEqual(problem.errors);
    expect(await stored()).toBe(0);
    const insisted = await send({ body, email, insist: true });
    expect([insisted.status, insisted.body.comment.status]).toEqual([201, 'pending']);
    expect((await sendInGraphql({ body, email, insist: true })).comment?.status).toBe('PENDING');
    expect(await findings(insisted.body.comment.id)).toContainEqual(
      expect.objectContaining({ verdict: 'nudge', rule: expect.any(String), reason: expect.any(String) }),
    );
    expect(await shown()).toEqual([]);
  });
});

describe('a word of the list', () => {
  it('needs a list that is there when the program starts', async () => {
    const started = TestApp.start({ COMMENT_WORDS_FILE: join(folder, 'nowhere.txt') });
    await expect(started).rejects.toThrow(/^COMMENT_WORDS_FILE cannot be used: ENOENT.*$/);
  });

  it.each([
    ['holds', 'pending', 'hold', 'Buy VlАGRА now'],
    ['is spam', 'spam', 'spam', 'Get your Casino  Bonus'],
    ['rejects', 'rejected', 'reject', 'Go and k\u200bill yoursеlf'],
  ])('%s, and the author is told that it waits', async (_, status, verdict, body) => {
    const { body: answer } = await send({ body });
    expect(answer.comment.status).toBe('pending');
    expect(await statusOf(answer.comment.id)).toBe(status);
    expect(await findings(answer.comment.id)).toMatchObject([
      { actor: 'words', verdict, rule: 'listedWord' },
    ]);
    const own = await site.get<CommentAnswer>(`/v1/comments/${answer.comment.id}`, {
      'comment-token': answer.token,
    });
    expect(own.body.status).toBe('pending');
    expect((await site.get(`/v1/comments/${answer.comment.id}`)).status).toBe(404);
    expect(await shown()).toEqual([]);
  });

  it('passes as a part of another word', async () => {
    expect((await send({ body: 'The Viagrande valley' })).body.comment.status).toBe('approved');
  });
});

describe('a name', () => {
  const ruleOf = async (name: string, headers = {}) => {
    const { body } = await send({ name, body: aText(), email: 'somebody@example.com' }, headers);
    return (await findings(body.comment.id)).find(({ actor }) => actor === 'name')?.rule ?? null;
  };

  it.each([
    'Clara Lichtenberg',
    'clara  lichtenberg',
    'Сlаrа Lichtenberg',
    'CIara Lichtenberg',
    'C1ara Líchtenberg',
    'Clara\u3164Lichtenberg',
    'ClaraLichtenberg',
    'Cʟaʀa Lichteɴberg',
  ])('of staff is held: %s', async (name) => {
    expect(await ruleOf(name)).toBe('nameOfStaff');
    expect(await ruleOf(name, await provider.headers('reader', 'Somebody'))).toBe('nameOfStaff');
    expect(await ruleOf(name, admin)).toBeNull();
  });

  it('of a signed-in reader is held for everybody else', async () => {
    const jane = await provider.headers('jane', 'Jane Roe');
    expect(await ruleOf('Jane Roe')).toBeNull();
    expect(await ruleOf('Jane Roe', jane)).toBeNull();
    expect(await ruleOf('Jane Roe', jane)).toBeNull();
    expect(await ruleOf('Jаne ROE')).toBe('nameOfReader');
    expect(await ruleOf('Jane Roe', await provider.headers('another', 'Jane Roe'))).toBe('nameOfReader');
    expect(await ruleOf('Jane')).toBeNull();
  });

  it('stays whose it is when another reader has been held for it', async () => {
    const [mary, other] = await Promise.all(
      ['mary', 'other-mary'].map((subject) => provider.headers(subject, 'Mary Poe')),
    );
    expect(await ruleOf('Mary Poe', mary)).toBeNull();
    expect(await ruleOf('Mary Poe', other)).toBe('nameOfReader');
    expect(await ruleOf('Mary Poe', mary)).toBeNull();
  });

  it('is nobody’s while its comment waits', async () => {
    await query(`update article set comment_policy = 'premoderated' where id = $1`, story.id);
    expect(await ruleOf('Anne Foe', await provider.headers('waiting', 'Anne Foe'))).toBeNull();
    expect(await ruleOf('Anne Foe')).toBeNull();
  });

  it('is free again when the last comment of the account is deleted', async () => {
    const jean = await provider.headers('jean', 'Jean Doe');
    const write = () => send({ name: 'Jean Doe', body: aText() }, jean);
    const written = [(await write()).body, (await write()).body];
    for (const rule of ['nameOfReader', null]) {
      expect((await asAuthor(written.pop() as WrittenAnswer, 'DELETE')).status).toBe(204);
      expect(await ruleOf('Jean Doe')).toBe(rule);
    }
  });

  it('of a guest is nobody’s, nor is one that a reader makes up', async () => {
    expect(await ruleOf('John Doe')).toBeNull();
    expect(await ruleOf('Made Up', await provider.headers('joker', 'Joker'))).toBeNull();
    expect([await ruleOf('John Doe'), await ruleOf('Made Up')]).toEqual([null, null]);
  });
});

describe('a badge', () => {
  it('says who is staff and who is signed in', async () => {
    const badges = async (headers = {}) =>
      (await send({ body: aText() }, headers)).body.comment.author.badges;
    expect(await badges()).toEqual([]);
    expect(await badges(await provider.headers('badged', 'Somebody'))).toEqual(['reader']);
    expect(await badges(admin)).toEqual(['staff']);
  });
});

describe('a history', () => {
  const write = async (changes: Record<string, unknown>, headers = {}) =>
    (await send({ body: aText(), ...changes }, headers)).body.comment;

  it('of refused comments holds the next', async () => {
    const email = 'refused@example.com';
    for (const status of ['spam', 'rejected', 'approved']) {
      const { id, status: given } = await write({ email });
      expect(given).toBe('approved');
      await setStatus(id, status);
    }
    const { id, status } = await write({ email });
    expect(status).toBe('pending');
    expect(await findings(id)).toMatchObject([
      { actor: 'trust', verdict: 'hold', rule: 'lowTrust', score: 1 / 3 },
    ]);
    expect((await write({ email: 'other@example.com' })).status).toBe('approved');
  });

  it('of an account that stood the test excuses small faults; that of an address does not', async () => {
    const reader = await provider.headers('trusted', 'Trusted');
    const email = 'trusted@example.com';
    for (let turn = 0; turn < 10; turn += 1) {
      await write({ email }, reader);
      await write({ email: 'guest@example.com' });
    }
    const shout = { body: 'NOBODY LISTENS TO WHAT I SAY TODAY', email };
    const { status, body } = await send(shout, reader);
    expect([status, body.comment.status]).toEqual([201, 'approved']);
    expect(await findings(body.comment.id)).toMatchObject([
      { actor: 'length', verdict: 'nudge', rule: 'shouting' },
      { actor: 'trust', verdict: 'pass', rule: 'highTrust', score: 1 },
    ]);
    expect((await send(shout)).status).toBe(422);
    expect((await send({ ...shout, email: 'guest@example.com' })).status).toBe(422);
  });

  it('begins with a comment that a moderator has read, where the policy wants it', async () => {
    await query(`update article set comment_policy = 'firstTime' where id = $1`, story.id);
    const email = 'newcomer@example.com';
    const first = await write({ email });
    expect(first.status).toBe('pending');
    expect(await findings(first.id)).toMatchObject([{ actor: 'premoderation', rule: 'firstComment' }]);
    expect((await write({ email })).status).toBe('pending');
    await setStatus(first.id, 'approved');
    expect((await write({ email })).status).toBe('approved');
    expect((await write({ email: 'stranger@example.com' })).status).toBe('pending');
  });
});

describe('a phase that fails', () => {
  it.each<[string, Phase['judge']]>([
    [
      'throws',
      () => {
        throw new Error('The secret of the house');
      },
    ],
    ['takes too long', () => new Promise(() => undefined)],
    ['throws late', () => Promise.reject(new Error('The secret of the house'))],
  ])('holds the comment when it %s', async (_, judge) => {
    const phases = site.app.get<Phase[]>(MODERATION_PHASES, { strict: false });
    phases.push({ name: 'broken', judge }, { name: 'after', judge: () => PASS });
    try {
      const { status, body } = await send({ body: aText() });
      expect([status, body.comment.status]).toEqual([201, 'pending']);
      expect((await decisions(body.comment.id)).slice(-2)).toEqual([
        { actor: 'broken', verdict: 'hold', rule: 'failed', score: null, reason: null },
        { actor: 'after', verdict: 'pass', rule: null, score: null, reason: null },
      ]);
      expect(JSON.stringify(body)).not.toContain('secret');
    } finally {
      phases.splice(PHASES.length);
    }
  });
});

describe('a phase with words from elsewhere', () => {
  it.each([
    ['a pair of surrogates where it is cut', `x${'😀'.repeat(520)}`, `x${'😀'.repeat(499)}`],
    ['a NUL', 'a\0b', 'a\uFFFDb'],
    ['half a pair', 'a\uD83Db\uDE00', 'a\uFFFDb\uFFFD'],
  ])('loses no comment for %s', async (_, said, kept) => {
    const phases = site.app.get<Phase[]>(MODERATION_PHASES, { strict: false });
    phases.push({ name: 'odd', judge: () => ({ verdict: 'hold', rule: said, score: null, detail: said }) });
    try {
      const { status, body } = await send({ body: aText() });
      expect([status, body.comment.status]).toEqual([201, 'pending']);
      expect(await findings(body.comment.id)).toMatchObject([{ actor: 'odd', rule: kept, reason: kept }]);
    } finally {
      phases.splice(PHASES.length);
    }
  });
});

describe('limits and the service elsewhere', () => {
  let limited: TestApp;
  let path: string;
  beforeAll(async () => {
    limited = await TestApp.start({
      ...{ RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1', COMMENT_CHALLENGE: 'never' },
      // Nothing in a private network may be asked unless that is wanted.
      MODERATION_HOOK_URL: 'http://localhost:9/judge',
      MODERATION_HOOK_SECRET: `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
    });
    ({ path } = await storyOf(limited));
  });
  afterAll(() => limited.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const sendFrom = (address: string, email: string) =>
    limited.post<WrittenAnswer & ProblemAnswer>(path, aComment({ email }), from(address));

  it('hold what the service cannot be asked about', async () => {
    const { status, body } = await sendFrom('203.0.113.9', 'one@example.com');
    expect([status, body.comment.status]).toEqual([201, 'pending']);
    const { rows } = await limited.database.pool.query(
      `select verdict, rule from comment_decided where actor = 'hook'`,
    );
    expect(rows).toEqual([{ verdict: 'hold', rule: 'failed' }]);
  });

  it('let one reader send thirty comments a minute, from wherever', async () => {
    for (let index = 0; index < 30; index += 1) {
      expect((await sendFrom(`203.0.${index}.1`, 'busy@example.com')).status).toBe(201);
    }
    const refused = await sendFrom('203.0.200.1', 'Busy@example.com');
    expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-policy')).toBe('"comments-of-reader";q=30;w=60');
    expect((await sendFrom('203.0.200.1', 'idle@example.com')).status).toBe(201);
  });

  it('let the readers of a network send 120 comments a minute', async () => {
    for (let index = 0; index < 120; index += 1) {
      const { status } = await sendFrom(`198.51.100.${index}`, `reader-${index}@example.com`);
      expect(status).toBe(201);
    }
    expect((await sendFrom('198.51.100.200', 'late@example.com')).status).toBe(429);
    expect((await sendFrom('198.51.101.1', 'late@example.com')).status).toBe(201);
  });
});
