import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { added, type CommentListAnswer, type ProblemAnswer, storyOf } from '../support/comments.js';
import { approve } from '../support/moderation.js';
import { ADMIN_KEY, type GraphqlError, TestApp } from '../support/test-app.js';

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

interface Outcome {
  readonly code: string | null;
  readonly reactions?: { up: number; down: number };
  readonly mine?: string;
}

type Headers = Record<string, string>;

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start({
    RESPONSE_CACHE: 'on',
    TRUSTED_PROXIES: '127.0.0.1',
    COMMENT_FLAGS_TO_HOLD: '3',
  });
});
afterAll(() => site.close());

/** Headers of one of many readers. */
const reader = (number: number): Headers => ({
  'x-forwarded-for': `198.51.${100 + Math.floor(number / 250)}.${number % 250}`,
});

const codeOf = ({ code, errors }: ProblemAnswer): string => errors?.[0]?.code ?? code;
/** What GraphQL refuses before it gets to the mutation: a value that the schema does not have, or everything for now. */
const refusalOf = ({ errors }: { errors?: GraphqlError[] }): string =>
  errors?.[0]?.extensions.code === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'INVALID';
const upper = (value: string): string => value.replace(/[A-Z]/g, '_$&').toUpperCase();

/** What readers do with a comment, by each transport. */
const TRANSPORTS = {
  REST: {
    react: async (id: string, value: string, headers: Headers = reader(0)): Promise<Outcome> => {
      const { status, body } = await site.post<any>(`/v1/comments/${id}/reactions`, { value }, headers);
      return status === 200 ? { code: null, ...body } : { code: codeOf(body) };
    },
    flag: async (
      id: string,
      input: Record<string, unknown>,
      headers: Headers = reader(0),
    ): Promise<Outcome> => {
      const { status, body } = await site.post<any>(`/v1/comments/${id}/flags`, input, headers);
      if (status === 200) expect(body).toEqual({ flagged: true });
      return { code: status === 200 ? null : codeOf(body) };
    },
  },
  GraphQL: {
    react: async (id: string, value: string, headers: Headers = reader(0)): Promise<Outcome> => {
      const { body } = await site.graphql<any>(
        `mutation ($input: ReactToCommentInput!) {
          reactToComment(input: $input) { reactions { up down } mine errors { code } } }`,
        { input: { id, value: upper(value) } },
        headers,
      );
      if (!body.data) return { code: refusalOf(body) };
      const { reactions, mine, errors } = body.data.reactToComment;
      return { code: errors[0]?.code ?? null, reactions, mine: mine?.toLowerCase() };
    },
    flag: async (
      id: string,
      input: Record<string, unknown>,
      headers: Headers = reader(0),
    ): Promise<Outcome> => {
      const { body } = await site.graphql<any>(
        'mutation ($input: FlagCommentInput!) { flagComment(input: $input) { flagged errors { code } } }',
        { input: { id, ...input, reason: upper(String(input['reason'])) } },
        headers,
      );
      if (!body.data) return { code: refusalOf(body) };
      const { flagged, errors } = body.data.flagComment;
      expect(flagged).toBe(errors.length === 0 ? true : null);
      return { code: errors[0]?.code ?? null };
    },
  },
} as const;

const rows = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await site.database.pool.query(text, values)).rows as Row[];

/** The Wilson bound by another way: the root of |p - up/n| = z √(p (1 - p) / n) below up/n, found by halving. */
function wilson(up: number, down: number): number {
  const [n, z] = [up + down, 1.959963984540054];
  let [low, high] = [0, up / n];
  for (let step = 0; step < 60; step += 1) {
    const p = (low + high) / 2;
    if (up / n - p > z * Math.sqrt((p * (1 - p)) / n)) low = p;
    else high = p;
  }
  return low;
}

const ranksOf = async (id: string) =>
  (
    await rows<any>(
      'select reactions_up as up, reactions_down as down, best, controversy from comment where id = $1',
      id,
    )
  )[0];

describe.each(Object.entries(TRANSPORTS))('reactions by %s', (_name, { react }) => {
  it('are one for each reader, changed and taken back', async () => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    const outcome = async (value: string, who = reader(0)) => {
      const { reactions, mine, code } = await react(id, value, who);
      return [code, reactions?.up, reactions?.down, mine];
    };
    expect(await outcome('up')).toEqual([null, 1, 0, 'up']);
    expect(await outcome('up')).toEqual([null, 1, 0, 'up']);
    expect(await outcome('down')).toEqual([null, 0, 1, 'down']);
    expect(await outcome('up', reader(1))).toEqual([null, 1, 1, 'up']);
    // A browser can call itself anything, and a key is no reader.
    expect(await outcome('up', { ...reader(1), 'user-agent': 'Another' })).toEqual([null, 1, 1, 'up']);
    expect(await outcome('none')).toEqual([null, 1, 0, 'none']);
    expect(await outcome('none')).toEqual([null, 1, 0, 'none']);
    const withKey = { authorization: `Bearer ${ADMIN_KEY}` };
    expect(await outcome('down', { ...reader(2), ...withKey })).toEqual([null, 1, 1, 'down']);
    expect(await outcome('up', { ...reader(3), ...withKey })).toEqual([null, 2, 1, 'up']);
    expect((await site.get<any>(`/v1/comments/${id}`)).body.reactions).toEqual({ up: 2, down: 1 });
  });

  it('are exact when two hundred readers come at once, and one reader fifty times', async () => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    // A server that is short of connections says so, and the reader comes again.
    const insist = async (value: string, who: Headers): Promise<Outcome> => {
      const outcome = await react(id, value, who);
      return outcome.code === 'UNAVAILABLE' ? insist(value, who) : outcome;
    };
    const crowd = Array.from({ length: 200 }, (_, index) =>
      insist(index % 4 === 0 ? 'down' : 'up', reader(index)),
    );
    const insistent = Array.from({ length: 50 }, () => insist('up', reader(1_000)));
    const outcomes = await Promise.all([...crowd, ...insistent]);
    expect(outcomes.filter(({ code }) => code !== null)).toEqual([]);
    const ranks = await ranksOf(id);
    expect([ranks.up, ranks.down]).toEqual([151, 50]);
    expect(await rows('select count(*)::int as n from comment_reaction where comment_id = $1', id)).toEqual([
      { n: 201 },
    ]);
    expect(ranks.best).toBeCloseTo(wilson(151, 50), 9);
    expect(ranks.controversy).toBeCloseTo(201 ** (50 / 151), 9);
  }, 120_000);

  it.each([
    ['unknown', UNKNOWN_ID, null],
    ['no id', 'x', null],
    ['pending', null, 'pending'],
    ['spam', null, 'spam'],
    ['deleted', null, 'deleted'],
  ])('are not taken for a comment that is %s', async (_state, unknown, status) => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    await added(site, path, { parentId: id });
    if (status) await rows('update comment set status = $2 where id = $1', id, status);
    const { code } = await react(unknown ?? id, 'up');
    expect(['COMMENT_NOT_FOUND', ...(unknown === 'x' ? ['INVALID'] : [])]).toContain(code);
    expect(await rows('select from comment_reaction where comment_id = $1', id)).toEqual([]);
  });

  it('are not taken where the story is out of sight', async () => {
    const { id: story, path } = await storyOf(site);
    const { id } = await added(site, path);
    await rows(`update article set status = 'unpublished' where id = $1`, story);
    expect((await react(id, 'up')).code).toBe('COMMENT_NOT_FOUND');
  });

  it.each(['sideways', '1', 'upwards'])('have one of three values, and not %s', async (value) => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    expect((await react(id, value)).code).toBe('INVALID');
    expect(await ranksOf(id)).toEqual({ up: 0, down: 0, best: 0, controversy: 0 });
  });
});

describe('reactions', () => {
  it('sort comments by the bound that they can be trusted for, and by how divided they are', async () => {
    const { path } = await storyOf(site);
    const counts = { few: [2, 0], many: [9, 1], divided: [5, 5], disliked: [1, 9], none: [0, 0] } as const;
    const ids: Record<string, string> = {};
    for (const [name, [up, down]] of Object.entries(counts)) {
      const { id } = await added(site, path, { body: name });
      ids[name] = id;
      for (let who = 0; who < up + down; who += 1)
        await TRANSPORTS.REST.react(id, who < up ? 'up' : 'down', reader(who));
      const ranks = await ranksOf(id);
      expect(ranks.best, name).toBeCloseTo(up + down === 0 ? 0 : wilson(up, down), 9);
    }
    const order = async (sort: string) =>
      (await site.get<CommentListAnswer>(`${path}?sort=${sort}`)).body.items.map(({ text }) => text);
    expect(await order('best')).toEqual(['many', 'few', 'divided', 'disliked', 'none']);
    expect((await order('controversial')).slice(0, 3)).toEqual(['divided', 'disliked', 'many']);
  });

  it('are seen by those who are answered from memory within moments, without an entry in the change log', async () => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    const shown = async () => (await site.get<any>(path)).body.items[0].reactions.up as number;
    await vi.waitFor(async () => expect(await shown()).toBe(0));
    const entries = () => rows('select count(*) as n from change');
    const before = await entries();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => TRANSPORTS.REST.react(id, 'up', reader(index))),
    );
    await vi.waitFor(async () => expect(await shown()).toBe(20), { timeout: 10_000 });
    expect(await entries()).toEqual(before);
  });

  it('cannot be followed from one comment to the next, nor back to a reader', async () => {
    const { path } = await storyOf(site);
    const ids = [(await added(site, path)).id, (await added(site, path)).id];
    for (const id of ids) {
      await TRANSPORTS.REST.react(id, 'up', reader(7));
      await TRANSPORTS.REST.flag(id, { reason: 'spam' }, reader(7));
    }
    const kept = await rows<{ reader: string }>(
      `select encode(reader, 'hex') as reader from comment_reaction where comment_id = any($1)`,
      ids,
    );
    expect(new Set(kept.map((row) => row.reader)).size).toBe(2);
    for (const row of kept) expect(row.reader).toMatch(/^[0-9a-f]{64}$/);
    const columns = await rows<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
        where table_name in ('comment_reaction', 'comment_flag') order by 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual([
      ...['comment_flag.at', 'comment_flag.comment_id', 'comment_flag.note', 'comment_flag.reader'],
      ...['comment_flag.reason', 'comment_reaction.at', 'comment_reaction.comment_id'],
      ...['comment_reaction.reader', 'comment_reaction.value'],
    ]);
  });

  it('and flags are limited for each address', async () => {
    const limited = await TestApp.start({ RATE_LIMITS: 'on' });
    try {
      const { path } = await storyOf(limited);
      const { id } = await added(limited, path);
      const statuses = async (place: string, body: object, count: number) => {
        const all: number[] = [];
        for (let call = 0; call < count; call += 1) {
          all.push((await limited.post(`/v1/comments/${id}/${place}`, body)).status);
        }
        return all;
      };
      const reacted = await statuses('reactions', { value: 'up' }, 61);
      expect([reacted.slice(0, 60).every((status) => status === 200), reacted[60]]).toEqual([true, 429]);
      const flagged = await statuses('flags', { reason: 'spam' }, 21);
      expect([flagged.slice(0, 20).every((status) => status === 200), flagged[20]]).toEqual([true, 429]);
      const answer = await limited.post<ProblemAnswer>(`/v1/comments/${id}/flags`, { reason: 'spam' });
      expect([answer.body.code, Number(answer.headers.get('retry-after')) > 0]).toEqual([
        'RATE_LIMITED',
        true,
      ]);
    } finally {
      await limited.close();
    }
  });
});

describe.each(Object.entries(TRANSPORTS))('flags by %s', (_name, { flag }) => {
  const stateOf = async (id: string) =>
    (await rows<any>('select status, flag_count as flags from comment where id = $1', id))[0];

  it('hold a comment when enough readers sent one, each counted once, and nothing of it is public', async () => {
    const { id: story, path } = await storyOf(site);
    const { id } = await added(site, path);
    const before = (await site.get(`/v1/comments/${id}`)).body;
    expect((await flag(id, { reason: 'offTopic', note: ' See <b>. ' })).code).toBeNull();
    expect((await flag(id, { reason: 'abuse' })).code).toBeNull();
    expect((await flag(id, { reason: 'spam', note: null }, reader(1))).code).toBeNull();
    expect(await stateOf(id)).toEqual({ status: 'approved', flags: 2 });
    expect(await rows('select reason, note from comment_flag where comment_id = $1 order by at', id)).toEqual(
      [
        { reason: 'offTopic', note: 'See <b>.' },
        { reason: 'spam', note: null },
      ],
    );
    expect((await site.get(`/v1/comments/${id}`)).body).toEqual(before);
    expect((await flag(id, { reason: 'privacy' }, reader(2))).code).toBeNull();
    expect(await stateOf(id)).toEqual({ status: 'pending', flags: 3 });
    expect((await site.get<CommentListAnswer>(path)).body.items).toEqual([]);
    expect((await site.get<any>(`/v1/counts?ids=${story}`)).body.items[0].comments).toBe(0);
    expect(
      await rows(
        `select source, actor, verdict, reason, status_after from comment_decision
        where comment_id = $1 and source = 'system'`,
        id,
      ),
    ).toEqual([
      { source: 'system', actor: 'flags', verdict: 'hold', reason: 'flags', status_after: 'pending' },
    ]);
    expect((await flag(id, { reason: 'spam' }, reader(3))).code).toBe('COMMENT_NOT_FOUND');
  });

  it('do not hold what a moderator let stand after them, until as many come anew', async () => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    for (const who of [1, 2, 3]) await flag(id, { reason: 'spam' }, reader(who));
    await approve(site, id);
    for (const who of [3, 4, 5]) await flag(id, { reason: 'spam' }, reader(who));
    expect(await stateOf(id)).toEqual({ status: 'approved', flags: 2 });
    await flag(id, { reason: 'spam' }, reader(6));
    expect(await stateOf(id)).toEqual({ status: 'pending', flags: 3 });
  });

  it('are exact when many come at once', async () => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    const same = Array.from({ length: 20 }, () => flag(id, { reason: 'spam' }, reader(1)));
    const outcomes = await Promise.all([...same, flag(id, { reason: 'abuse' }, reader(2))]);
    expect(outcomes.filter(({ code }) => code !== null)).toEqual([]);
    expect(await stateOf(id)).toEqual({ status: 'approved', flags: 2 });
  });

  it.each([
    ['an unknown reason', { reason: 'boring' }, 'INVALID'],
    ['a long note', { reason: 'other', note: 'x'.repeat(501) }, 'TOO_LONG'],
    ['a NUL in the note', { reason: 'other', note: 'a\0' }, 'INVALID'],
  ])('are refused with %s', async (_fault, input, code) => {
    const { path } = await storyOf(site);
    const { id } = await added(site, path);
    expect((await flag(id, input)).code).toBe(code);
    expect((await flag(UNKNOWN_ID, { reason: 'spam' })).code).toBe('COMMENT_NOT_FOUND');
    expect(await stateOf(id)).toEqual({ status: 'approved', flags: 0 });
  });
});
