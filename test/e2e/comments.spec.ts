import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { TestApp } from '../support/test-app.js';

const ADD = `mutation ($input: AddCommentInput!) {
  addComment(input: $input) {
    comment { id status text parentId depth author { name } } token errors { pointer code detail }
  }
}`;

interface Added {
  readonly addComment: {
    readonly comment: CommentAnswer | null;
    readonly token: string | null;
    readonly errors: ProblemAnswer['errors'];
  };
}

const FIELDS = new Set(['name', 'email', 'website', 'body', 'parentId', 'challenge']);
const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
const flag = (from: number): string => String.fromCodePoint(from);

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

const addInGraphql = async (input: Record<string, unknown>): Promise<Added['addComment']> => {
  const { body } = await site.graphql<Added>(ADD, { input });
  expect(body.errors).toBeUndefined();
  return (body.data as Added).addComment;
};

const pointers = ({ errors }: { errors: ProblemAnswer['errors'] }) =>
  Object.fromEntries(errors.map(({ pointer, code }) => [pointer, code]));

describe('adding a comment', () => {
  it('answers 201 with the comment, its token and its address, and nobody stores the answer', async () => {
    const { id, path } = await storyOf(site);
    const { status, headers, body } = await site.post<WrittenAnswer>(
      path,
      aComment({ website: 'https://ada.example/home', body: '  First.\r\nSecond.  ' }),
    );
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['comment', 'token']);
    expect(body.comment).toMatchObject({
      articleId: id,
      parentId: null,
      depth: 0,
      author: { name: 'Ada', website: 'https://ada.example/home', badges: [] },
      text: 'First.\nSecond.',
      html: '<p>First.<br>Second.</p>',
      status: 'approved',
      replyCount: 0,
      replies: [],
      repliesCursor: null,
    });
    expect(body.token).toMatch(/^[\w-]{43}$/);
    expect(headers.get('location')).toBe(`https://api.example/v1/comments/${body.comment.id}`);
    expect(headers.get('cache-control')).toBe('no-store');
    const one = await site.get(`/v1/comments/${body.comment.id}`);
    expect(one.body).toEqual(body.comment);
  });

  it('shows it at once in the list, on the page and in GraphQL', async () => {
    const { slug, path } = await storyOf(site);
    const { id } = await added(site, path);
    const list = await site.get<CommentListAnswer>(`${path}?count=true`);
    expect(list.body.items.map((one) => one.id)).toEqual([id]);
    expect(list.body.totalCount).toBe(1);
    const page = await site.get<{ comments: CommentListAnswer }>(`/v1/articles/${slug}/page`);
    expect(page.body.comments.items.map((one) => one.id)).toEqual([id]);
    const { body } = await site.graphql<any>(
      `query ($slug: String, $id: ID!) { node(id: $id) { id }
        article(slug: $slug) { comments { nodes { id } } } articlePage(slug: $slug) { comments { nodes { id } } } }`,
      { slug, id },
    );
    expect(body.data).toEqual({
      node: { id },
      article: { comments: { nodes: [{ id }] } },
      articlePage: { comments: { nodes: [{ id }] } },
    });
  });

  it('takes the story by id, by slug and by a slug that it had before', async () => {
    const { id, slug, path } = await storyOf(site);
    const renamed = `${slug}-new`;
    await site.import([aStory(slug, { slug: renamed, headline: 'Renamed' })]);
    for (const reference of [id, renamed, slug]) {
      const { status, body } = await site.post<WrittenAnswer>(
        `/v1/articles/${reference}/comments`,
        aComment(),
      );
      expect(status).toBe(201);
      expect(body.comment.articleId).toBe(id);
      const { comment } = await addInGraphql(aComment({ articleId: reference }));
      expect(comment?.status).toBe('APPROVED');
    }
    const moved = await site.get(`${path}?limit=3`);
    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      `/v1/articles/${renamed}/comments?limit=3`,
    ]);
    expect((await site.get<CommentListAnswer>(`/v1/articles/${renamed}/comments`)).body.items).toHaveLength(
      6,
    );
  });

  it.each([
    ['unknown', null, 404, 'ARTICLE_NOT_FOUND'],
    ['a draft', { status: 'draft', publishedAt: null }, 404, 'ARTICLE_NOT_FOUND'],
    ['scheduled', { publishedAt: '2999-01-01T00:00:00Z' }, 404, 'ARTICLE_NOT_FOUND'],
    ['expired', { expiresAt: '2026-02-01T00:00:00Z' }, 404, 'ARTICLE_NOT_FOUND'],
    ['unpublished', { status: 'unpublished' }, 404, 'ARTICLE_NOT_FOUND'],
    ['retracted', { status: 'retracted', notice: 'It was wrong.' }, 410, 'ARTICLE_RETRACTED'],
    ['closed', { commentPolicy: 'closed' }, 409, 'COMMENTS_CLOSED'],
  ])('refuses a story that is %s', async (_name, changes, status, code) => {
    const story = changes ? await storyOf(site, undefined, changes) : null;
    const references = story ? [story.id, story.slug] : [UNKNOWN_ID, 'no-such-story'];
    for (const reference of references) {
      const answer = await site.post<ProblemAnswer>(`/v1/articles/${reference}/comments`, aComment());
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      const payload = await addInGraphql(aComment({ articleId: reference }));
      expect(payload).toMatchObject({ comment: null, token: null, errors: [{ pointer: '', code }] });
    }
    if (code === 'ARTICLE_RETRACTED') {
      const { body } = await site.post(story?.path as string, aComment());
      expect(body).toMatchObject({ notice: 'It was wrong.' });
    }
    const { rows } = await site.database.pool.query('select 1 from comment where article_id = $1', [
      story?.id ?? UNKNOWN_ID,
    ]);
    expect(rows).toEqual([]);
  });

  it('keeps a comment from readers where the story is premoderated', async () => {
    const { id, slug, path } = await storyOf(site, undefined, { commentPolicy: 'premoderated' });
    const { status, body } = await site.post<WrittenAnswer>(path, aComment());
    expect([status, body.comment.status]).toEqual([201, 'pending']);
    const { comment } = await addInGraphql(aComment({ articleId: slug }));
    expect(comment?.status).toBe('PENDING');
    expect((await site.get<CommentListAnswer>(`${path}?count=true`)).body).toMatchObject({
      items: [],
      totalCount: 0,
    });
    const page = await site.get<any>(`/v1/articles/${slug}/page`);
    expect(page.body.comments.items).toEqual([]);
    expect(page.body.commentForm.open).toBe(true);
    expect((await site.get(`/v1/comments/${body.comment.id}`)).status).toBe(404);
    const own = (token: string) =>
      site.get<any>(`/v1/comments/${body.comment.id}`, { 'comment-token': token });
    expect((await own(body.token)).body).toMatchObject({ id: body.comment.id, status: 'pending' });
    expect((await own(body.token)).headers.get('cache-control')).toBe('private, no-store');
    expect((await own(`${body.token}x`)).status).toBe(404);
    expect((await site.get(`${path}?around=${body.comment.id}`)).status).toBe(404);
    const shown = await site.graphql<any>('query ($id: ID!) { node(id: $id) { id } }', {
      id: body.comment.id,
    });
    expect(shown.body.data).toEqual({ node: null });
    const counts = await site.get<any>(`/v1/counts?ids=${id}`);
    expect(counts.body.items).toEqual([{ id, comments: 0, shares: 0 }]);
    const answer = await site.post<ProblemAnswer>(path, aComment({ parentId: body.comment.id }));
    expect(answer.status).toBe(422);
    expect(pointers(answer.body)).toEqual({ '/parentId': 'INVALID' });
  });

  it("follows the site's policy where the story has none of its own", async () => {
    const { path } = await storyOf(site);
    const { path: open } = await storyOf(site, undefined, { commentPolicy: 'open' });
    const setPolicy = (policy: string) =>
      site.database.pool.query('update site set comment_policy = $1', [policy]);
    try {
      await setPolicy('premoderated');
      expect((await added(site, path)).status).toBe('pending');
      expect((await added(site, open)).status).toBe('approved');
      await setPolicy('closed');
      expect((await site.post(path, aComment())).status).toBe(409);
      expect((await added(site, open)).status).toBe('approved');
    } finally {
      await setPolicy('open');
    }
    expect((await added(site, path)).status).toBe('approved');
  });
});

describe('a faulty comment', () => {
  it.each<[string, Record<string, unknown>, Record<string, string>]>([
    [
      'everything missing',
      { name: undefined, email: undefined, body: undefined },
      { '/name': 'REQUIRED', '/email': 'REQUIRED', '/body': 'REQUIRED' },
    ],
    [
      'everything blank',
      { name: ' \t', email: '', body: ' \n \n', website: ' ' },
      { '/name': 'REQUIRED', '/email': 'REQUIRED', '/body': 'REQUIRED' },
    ],
    [
      'everything null',
      { name: null, email: null, body: null, website: null },
      {
        '/name': 'REQUIRED',
        '/email': 'REQUIRED',
        '/body': 'REQUIRED',
      },
    ],
    ['an invisible name', { name: '\u200b\u2060\u202e\ufe0f' }, { '/name': 'REQUIRED' }],
    ['a name with a control character', { name: 'Ada\u0007' }, { '/name': 'CONTROL_CHARACTER' }],
    ['a name that turns the text round', { name: '\u202eadA' }, { '/name': 'DIRECTION_OVERRIDE' }],
    ['a name that isolates what follows', { name: 'Ada\u2067' }, { '/name': 'DIRECTION_OVERRIDE' }],
    ['a name under marks', { name: `A${'\u0335'.repeat(5)}da` }, { '/name': 'PILED_MARKS' }],
    [
      'a name under marks with joiners',
      { name: `A${'\u0335\u200d'.repeat(5)}da` },
      { '/name': 'PILED_MARKS' },
    ],
    ...['\u1160', '\u3164', '\u115f', '\u034f'].map(
      (unseen): [string, Record<string, unknown>, Record<string, string>] => [
        `a name under marks with ${JSON.stringify(unseen)}`,
        { name: `Z${`\u0335${unseen}`.repeat(5)}da` },
        { '/name': 'PILED_MARKS' },
      ],
    ),
    [
      'a name under marks of which one is in the letter',
      { name: `E${'\u0301'.repeat(5)}da` },
      { '/name': 'PILED_MARKS' },
    ],
    [
      'marks without end, before anybody puts them in order',
      { name: `A${'\u0301\u0323'.repeat(100_000)}`, body: `A${'\u0301\u0323'.repeat(100_000)}` },
      { '/name': 'TOO_LONG', '/body': 'TOO_LONG' },
    ],
    ['a name under forty marks', { name: `A${'\u0301\u0323'.repeat(20)}` }, { '/name': 'PILED_MARKS' }],
    ['a mark as name', { name: '\u0301' }, { '/name': 'REQUIRED' }],
    ['a key without a cap as name', { name: '\u3164\u20e3' }, { '/name': 'REQUIRED' }],
    ['a body with a control character', { body: 'a\u001bb' }, { '/body': 'CONTROL_CHARACTER' }],
    [
      'a body that turns the text round, of who insists',
      { body: 'Read \u202ethis', insist: true },
      { '/body': 'DIRECTION_OVERRIDE' },
    ],
    ['a body under marks', { body: `He${'\u0335'.repeat(5)}llo` }, { '/body': 'PILED_MARKS' }],
    ['an invisible body', { body: '\u200b\u2060\n\u00ad' }, { '/body': 'REQUIRED' }],
    ['a long name', { name: 'x'.repeat(81) }, { '/name': 'TOO_LONG' }],
    ['a long body', { body: 'x'.repeat(5_001) }, { '/body': 'TOO_LONG' }],
    ['a body of variation selectors', { body: `x${'\ufe0f'.repeat(100_000)}` }, { '/body': 'TOO_LONG' }],
    ['a name of variation selectors', { name: `x${'\ufe0f'.repeat(10_000)}` }, { '/name': 'TOO_LONG' }],
    [
      'a long e-mail address',
      { email: `a@${'x'.repeat(60)}.${'y.'.repeat(100)}example` },
      { '/email': 'TOO_LONG' },
    ],
    ['an e-mail address without a host', { email: 'ada' }, { '/email': 'INVALID_EMAIL' }],
    ['two e-mail addresses', { email: 'a@example.com, b@example.com' }, { '/email': 'INVALID_EMAIL' }],
    [
      'an e-mail address with a header',
      { email: 'a@example.com\nBcc: b@example.com' },
      { '/email': 'INVALID_EMAIL' },
    ],
    [
      'an e-mail address with what nobody sees',
      { email: 'ada@example.com\u200b' },
      { '/email': 'INVALID_EMAIL' },
    ],
    [
      'an e-mail address with a soft hyphen',
      { email: 'ada@exam\u00adple.com' },
      { '/email': 'INVALID_EMAIL' },
    ],
    ['an empty block of code', { body: '```\n```' }, { '/body': 'REQUIRED' }],
    ['empty items of a list', { body: '- \n- ' }, { '/body': 'REQUIRED' }],
    [
      'a website that turns the text round',
      { website: 'http://a\u202eb.com' },
      { '/website': 'INVALID_URL' },
    ],
    [
      'a website with a control character',
      { website: 'http://example.com/\u0007a' },
      { '/website': 'INVALID_URL' },
    ],
    [
      'a website with a quote',
      { website: 'http://example.com/"onmouseover="x' },
      { '/website': 'INVALID_URL' },
    ],
    ['javascript: as website', { website: 'javascript:alert(1)' }, { '/website': 'INVALID_URL' }],
    [
      'JaVaScRiPt: as website',
      { website: 'JaVaScRiPt://example.com/%0aalert(1)' },
      { '/website': 'INVALID_URL' },
    ],
    ['data: as website', { website: 'data:text/html,<script>1</script>' }, { '/website': 'INVALID_URL' }],
    ['ftp: as website', { website: 'ftp://example.com' }, { '/website': 'INVALID_URL' }],
    ['a website without scheme', { website: 'example.com' }, { '/website': 'INVALID_URL' }],
    [
      'a website with credentials',
      { website: 'https://user:secret@example.com/' },
      { '/website': 'INVALID_URL' },
    ],
    ['a website with a tag', { website: 'https://example.com/"><script>' }, { '/website': 'INVALID_URL' }],
    ['a long website', { website: `https://example.com/${'x'.repeat(500)}` }, { '/website': 'TOO_LONG' }],
    [
      'an unknown field',
      { status: 'approved', id: UNKNOWN_ID },
      { '/status': 'UNKNOWN_FIELD', '/id': 'UNKNOWN_FIELD' },
    ],
    [
      'wrong types',
      { name: 1, email: ['a@example.com'], website: {}, body: true, parentId: 7, challenge: [] },
      {
        '/name': 'INVALID',
        '/email': 'INVALID',
        '/website': 'INVALID',
        '/body': 'INVALID',
        '/parentId': 'INVALID',
        '/challenge': 'INVALID',
      },
    ],
    ['a parent that is no id', { parentId: "x' or 1=1" }, { '/parentId': 'INVALID' }],
    ['a parent that does not exist', { parentId: UNKNOWN_ID }, { '/parentId': 'INVALID' }],
    ['a NUL', { body: 'a\0b' }, { '/body': 'INVALID' }],
    ['a lone surrogate', { name: 'a\ud800' }, { '/name': 'INVALID' }],
    ['a field named constructor', { constructor: 'x' }, { '/constructor': 'UNKNOWN_FIELD' }],
  ])('names every fault: %s', async (_name, changes, faults) => {
    const { slug, path } = await storyOf(site);
    const { status, headers, body } = await site.post<ProblemAnswer>(path, aComment(changes));
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
    expect(pointers(body)).toEqual(faults);
    expect((await site.get<CommentListAnswer>(path)).body.items).toEqual([]);
    const fitsTheSchema = Object.entries(changes).every(
      ([name, value]) =>
        FIELDS.has(name) &&
        (typeof value === 'string' || (value === null && name === 'website') || name === 'insist'),
    );
    if (fitsTheSchema) {
      const payload = await addInGraphql(aComment({ ...changes, articleId: slug }));
      expect(pointers(payload)).toEqual(faults);
      expect(payload.comment).toBeNull();
    }
  });

  it('refuses a parent of another story', async () => {
    const [{ path: here }, { path: there }] = [await storyOf(site), await storyOf(site)];
    const { id: parentId } = await added(site, there);
    const { status, body } = await site.post<ProblemAnswer>(here, aComment({ parentId }));
    expect([status, pointers(body)]).toEqual([422, { '/parentId': 'INVALID' }]);
  });

  it.each<[string, string | undefined, Record<string, string>, number, string]>([
    ['malformed JSON', '{"name":', {}, 400, 'MALFORMED_BODY'],
    ['no body', '', {}, 400, 'MALFORMED_BODY'],
    ['no JSON object', '[]', {}, 422, 'INVALID_INPUT'],
    ['a JSON string', '"x"', {}, 422, 'INVALID_INPUT'],
    ['null', 'null', {}, 422, 'INVALID_INPUT'],
    ['an over-long body', JSON.stringify({ body: 'x'.repeat(1024 * 1024) }), {}, 413, 'BODY_TOO_LARGE'],
    [
      'a form',
      'name=Ada',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['plain text', 'hello', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['XML', '<a/>', { 'content-type': 'application/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('refuses %s', async (_name, body, headers, status, code) => {
    const { path } = await storyOf(site);
    const response = await fetch(`${site.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    expect([response.status, ((await response.json()) as ProblemAnswer).code]).toEqual([status, code]);
  });

  it('refuses a query parameter', async () => {
    const { path } = await storyOf(site);
    const { status, body } = await site.post<ProblemAnswer>(`${path}?dry=1`, aComment());
    expect([status, body.code, pointers(body)]).toEqual([
      400,
      'UNKNOWN_PARAMETER',
      { dry: 'UNKNOWN_PARAMETER' },
    ]);
  });
});

describe("a reader's text", () => {
  it.each<[string, string, string]>([
    ['a script', '<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['a handler', '<img src=x onerror="x()">', '<p>&lt;img src=x onerror=&quot;x()&quot;&gt;</p>'],
    ['entities', '&lt;b&gt; &amp; &#x3c;', '<p>&amp;lt;b&amp;gt; &amp;amp; &amp;#x3c;</p>'],
    ['bidi marks', 'a\u2067b\u2069c', '<p>a\u2067b\u2069c</p>'],
    ['emoji', `👩‍👩‍👧 ${flag(0x1f1e9)}${flag(0x1f1ea)} ❤️`, `<p>👩‍👩‍👧 ${flag(0x1f1e9)}${flag(0x1f1ea)} ❤️</p>`],
    [
      'a link',
      'See https://example.com/a?b=1&c="x".',
      '<p>See <a href="https://example.com/a?b=1&amp;c=" rel="ugc nofollow noopener">https://example.com/a?b=1&amp;c=</a>&quot;x&quot;.</p>',
    ],
    ['a javascript link', 'javascript:alert(1)', '<p>javascript:alert(1)</p>'],
    [
      'a link with credentials',
      'http://bank.example@evil.example [x](https://a:b@evil.example)',
      '<p>http://bank.example@evil.example [x](https://a:b@evil.example)</p>',
    ],
  ])('comes out safe and unchanged: %s', async (_name, text, html) => {
    const { path } = await storyOf(site);
    const comment = await added(site, path, { body: text });
    expect(comment.text).toBe(text);
    expect(comment.html).toBe(html);
    expect((await site.get<CommentListAnswer>(path)).body.items[0]).toMatchObject({ text, html });
  });

  it('may have exactly 5,000 characters, whatever they are made of', async () => {
    const { path } = await storyOf(site);
    for (const character of ['x', '<', '日', '😀']) {
      const body = character.repeat(5_000);
      expect((await added(site, path, { body, insist: true })).text).toBe(body);
      const longer = aComment({ body: `${body}x`, insist: true });
      expect(pointers((await site.post<ProblemAnswer>(path, longer)).body)).toEqual({ '/body': 'TOO_LONG' });
    }
  });

  it('goes with a name on one line', async () => {
    const { path } = await storyOf(site);
    const { author } = await added(site, path, { name: '  Ada\n\tLovelace <b> ' });
    expect(author.name).toBe('Ada Lovelace <b>');
  });

  it.each([
    ['Vietnamese', 'Nguye\u0302\u0303n', 'Nguyễn'],
    ['Hebrew, with vowels and cantillation', 'שָׁלֹו֔ם', 'שָׁלֹו֔ם'],
    ['Hebrew, with a mark of direction', 'דוד (ר״)\u200f', 'דוד (ר״)\u200f'],
    ['Thai', 'สมชาย ที่นี่', 'สมชาย ที่นี่'],
    ['Persian, with a zero-width non-joiner', 'علی\u200cرضا', 'علی\u200cرضا'],
    ['Sinhala, with a zero-width joiner', 'ක්\u200dරිස්', 'ක්\u200dරිස්'],
    ['Arabic, with vowels', 'مُحَمَّدٌ', 'مُحَمَّدٌ'],
    ['an emoji', 'Ada 👩‍🚀', 'Ada 👩‍🚀'],
  ])('goes with a name as it is written: %s', async (_script, name, stored) => {
    const { slug, path } = await storyOf(site);
    expect((await added(site, path, { name })).author.name).toBe(stored.normalize('NFC'));
    const input = aComment({ name, body: 'Something else.', articleId: slug });
    expect((await addInGraphql(input)).errors).toEqual([]);
  });
});
