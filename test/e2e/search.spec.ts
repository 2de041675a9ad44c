import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

interface Found {
  items: { article: { slug: string; headline: string }; snippet: string; score: number }[];
  facets: Record<'section' | 'tag' | 'author' | 'year', { value: string; label: string; count: number }[]>;
  approximate: boolean;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number | null;
  totalCountExact: boolean | null;
}

const day = (number: number): string => `2026-02-${String(number).padStart(2, '0')}T10:00:00.000Z`;

const STORIES = [
  {
    slug: 'council-elects-mayor',
    headline: 'Council elects a new mayor',
    dek: 'Running the city is Anna Ekström now',
    section: 'europe',
    authors: ['Maria Fernández'],
    tags: ['Local elections'],
    publishedAt: day(10),
    body: { text: 'The café on the square was full when the votes were counted on Sunday.' },
  },
  {
    slug: 'harbour-strike',
    headline: 'Harbour workers end their strike',
    section: 'markets',
    authors: ['Jonas Weber'],
    tags: ['Trade'],
    publishedAt: day(9),
    body: { text: 'The council had asked both sides to talk. Dockers run the cranes again since Monday.' },
  },
  {
    slug: 'quick-brown-fox',
    headline: 'A quick brown fox in the harbour',
    section: 'europe',
    authors: ['Jonas Weber', 'Maria Fernández'],
    tags: ['Animals'],
    publishedAt: '2025-03-01T10:00:00.000Z',
    body: { text: 'Nobody knows how the animal came across the water, brown and quick as it was.' },
  },
  {
    slug: 'markup',
    headline: 'What <b>browsers</b> do',
    section: 'technology',
    tags: ['Web'],
    publishedAt: day(3),
    body: {
      text: 'An attacker writes <script>alert("zebra")</script> & hopes that zebra is shown to readers.',
    },
  },
  {
    slug: 'kyiv-german',
    headline: 'Ärger über die Häuser in Kiew',
    language: 'de',
    section: 'world',
    tags: ['Ukraine'],
    publishedAt: day(2),
    body: { text: 'Die Bürger gingen auf die Straßen, sagte der Bürgermeister.' },
  },
  {
    slug: 'tokyo',
    headline: '東京都の新しい知事',
    language: 'ja',
    section: 'world',
    tags: ['日本'],
    publishedAt: day(1),
    body: { text: 'مرحبا بالعالم and a line in Hebrew: שלום עולם' },
  },
].map((story) => ({ externalId: story.slug, ...story }));

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.import(STORIES);
});
afterAll(() => site.close());

const EDITOR = { authorization: `Bearer ${ADMIN_KEY}` };
const write = async (method: string, path: string, body?: unknown, version?: number): Promise<void> => {
  const headers = {
    ...{ ...EDITOR, 'content-type': 'application/json' },
    ...(version === undefined ? {} : { 'if-match': `"v${version}"` }),
  };
  const response = await fetch(`${site.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect([path, response.status < 300 || (await response.text())]).toEqual([path, true]);
};

const search = async (q: string, rest = ''): Promise<Found> => {
  const { status, body } = await site.get<Found>(`/v1/search?q=${encodeURIComponent(q)}${rest}`);
  expect([q, status, body]).toEqual([q, 200, body]);
  return body;
};
const slugs = async (q: string, rest = ''): Promise<string[]> =>
  (await search(q, rest)).items.map(({ article }) => article.slug);

describe('words', () => {
  it.each([
    ['council', ['council-elects-mayor', 'harbour-strike']],
    ['COUNCIL strike', ['harbour-strike']],
    ['runs the city', ['council-elects-mayor']],
    ['ekstrom', ['council-elects-mayor']],
    ['cafe', ['council-elects-mayor']],
    ['CAFÉ', ['council-elects-mayor']],
    ['"quick brown"', ['quick-brown-fox']],
    ['"brown quick"', []],
    ['“brown fox”', ['quick-brown-fox']],
    ['harbour -fox', ['harbour-strike']],
    ['harbour -"brown fox"', ['harbour-strike']],
    ['fox OR strike', ['harbour-strike', 'quick-brown-fox']],
    ['counc*', ['council-elects-mayor', 'harbour-strike']],
    ['cran*', ['harbour-strike']],
    ['xyzzy*', []],
    ['elections', ['council-elects-mayor']],
    ['bürger', ['kyiv-german']],
    ['BURGERMEISTER', ['kyiv-german']],
    ['東京', ['tokyo']],
    ['知事', ['tokyo']],
    ['"新しい知事"', ['tokyo']],
    ['知東', []],
    ['שלום', ['tokyo']],
    ['مرحبا', ['tokyo']],
    ['the', ['council-elects-mayor', 'harbour-strike', 'quick-brown-fox']],
  ])('%s', async (q, expected) => {
    expect((await slugs(q)).sort()).toEqual([...expected].sort());
  });
});

describe('typing errors', () => {
  it.each([
    ['harbuor', ['harbour-strike', 'quick-brown-fox']],
    ['counsil', ['council-elects-mayor', 'harbour-strike']],
    ['ukrane', ['kyiv-german']],
    ['new mayr', ['council-elects-mayor']],
    ['zzzzqqq', []],
  ])('%s', async (q, expected) => {
    expect((await slugs(q)).sort()).toEqual([...expected].sort());
  });

  it('are not looked for beside words that may not be there', async () => {
    expect(await slugs('-fox harbuor')).toEqual([]);
  });
});

describe('order', () => {
  it('weighs headline, dek, tags and body, and a little the date', async () => {
    const place = (part: object, number: number) => ({
      ...{ slug: `weighed-${number}`, externalId: `weighed-${number}`, headline: `Number ${number}` },
      ...{
        section: 'world',
        publishedAt: day(20 + number),
        body: { text: `Nothing else in story ${number}` },
      },
      ...part,
    });
    await site.import([
      place({ headline: 'Marmalade for everyone' }, 1),
      place({ dek: 'Marmalade below the headline' }, 2),
      place({ tags: ['Marmalade'] }, 3),
      place({ body: { text: 'There was marmalade in the body' } }, 4),
      place({ body: { text: 'Marmalade was in another body' } }, 5),
    ]);
    expect(await slugs('marmalade')).toEqual([1, 2, 3, 5, 4].map((number) => `weighed-${number}`));
  });
});

describe('snippets', () => {
  it('mark what was found', async () => {
    const [hit] = (await search('cafe')).items;
    expect(hit?.snippet).toContain('<mark>café</mark> on the square');
  });

  it('escape everything else', async () => {
    const [hit] = (await search('zebra')).items;
    expect(hit?.snippet.replace(/<\/?mark>/g, '')).not.toMatch(/[<>"]/);
    expect(hit?.snippet).toContain('<mark>zebra</mark>');
    expect(hit?.snippet).toContain('&amp; hopes');
  });
});

describe('facets', () => {
  it('count what was found', async () => {
    const { facets, totalCount, totalCountExact, approximate } = await search('harbour', '&count=true');
    expect(facets).toEqual({
      section: [
        { value: 'europe', label: 'Europe', count: 1 },
        { value: 'markets', label: 'Markets', count: 1 },
      ],
      tag: [
        { value: 'animals', label: 'Animals', count: 1 },
        { value: 'trade', label: 'Trade', count: 1 },
      ],
      author: [
        { value: 'jonas-weber', label: 'Jonas Weber', count: 2 },
        { value: 'maria-fernandez', label: 'Maria Fernández', count: 1 },
      ],
      year: [
        { value: '2026', label: '2026', count: 1 },
        { value: '2025', label: '2025', count: 1 },
      ],
    });
    expect({ totalCount, totalCountExact, approximate }).toEqual({
      ...{ totalCount: 2, totalCountExact: true, approximate: false },
    });
  });

  it('count the filtered stories alone', async () => {
    for (const filter of [
      '&author=maria-fernandez',
      '&section=europe',
      '&tag=animals',
      '&publishedBefore=2025-06-01T00:00:00Z',
    ]) {
      const { items, facets } = await search('harbour', filter);
      expect(items.map(({ article }) => article.slug)).toEqual(['quick-brown-fox']);
      expect(facets.tag).toEqual([{ value: 'animals', label: 'Animals', count: 1 }]);
    }
    expect(await slugs('harbour', '&section=nowhere')).toEqual([]);
    expect(await slugs('harbour', '&author=maria-fernandez&tag=trade')).toEqual([]);
    expect(await slugs('harbour', '&language=de')).toEqual([]);
  });
});

describe('pages', () => {
  const NUMBERS = Array.from({ length: 23 }, (_, number) => number);
  const line = (number: number, publishedAt = day(1 + (number % 7))) => ({
    ...{ externalId: `page-${number}`, slug: `page-${number}`, section: 'world', publishedAt },
    headline: `Paginated story ${number}`,
    body: { text: 'paginated '.repeat(1 + (number % 3)) },
  });

  it('hold each story once, whatever comes in meanwhile', async () => {
    await site.import(NUMBERS.map((number) => line(number)));
    const whole = await slugs('paginated', '&limit=100');
    expect(new Set(whole).size).toBe(NUMBERS.length);
    const walked: string[] = [];
    let after = '';
    for (let page = 0; page < 10; page += 1) {
      const { items, pageInfo } = await search('paginated', `&limit=5${after}`);
      walked.push(...items.map(({ article }) => article.slug));
      await site.import([line(100 + page, new Date().toISOString())]);
      if (!pageInfo.hasNextPage) break;
      after = `&after=${pageInfo.endCursor}`;
    }
    expect(walked).toEqual(whole);
  });

  it('belong to one search', async () => {
    const { pageInfo } = await search('paginated', '&limit=5');
    for (const other of ['q=pagination', 'q=paginated&section=world']) {
      const { status, body } = await site.get(`/v1/search?${other}&after=${pageInfo.endCursor}`);
      expect([status, body['code']]).toEqual([400, 'CURSOR_MISMATCH']);
    }
    const list = await site.get<Found>('/v1/articles?limit=1');
    const { status } = await site.get(`/v1/search?q=paginated&after=${list.body.pageInfo.endCursor}`);
    expect(status).toBe(400);
  });
});

describe('what nobody should type', () => {
  it.each([
    ['', 400],
    ['   ', 400],
    ['word '.repeat(99), 400],
    ['-fox', 400],
    ['"unbalanced quotes', 200],
    ['a"b"c"', 200],
    ["'; drop table article; --", 200],
    ["' | !x:*ABCD <-> ((", 200],
    ['\\', 200],
    ["\\'\\'\\", 200],
    ['a & b | !c', 200],
    ['***', 200],
    ["o'neill*", 200],
    ['"*"*', 200],
    ['OR OR OR', 200],
    ['fox OR', 200],
    ['\u0000', 400],
    ['😀🎉', 200],
    ['\u202Eשלום\u202C עולם', 200],
    ['東京都 新しい', 200],
    ['the of and', 200],
    ['🇺🇦 OR -', 200],
    ['http://example.org/a?b=c&d', 200],
    ['x<->y*', 200],
    ['%_%', 200],
    ['\uFFFF', 200],
  ])('%j', async (q, status) => {
    const rest = await site.get(`/v1/search?q=${encodeURIComponent(q)}`);
    expect(rest.status).toBe(status);
    if (status === 400) expect(rest.body['code']).toBe('INVALID_PARAMETER');
    const { body } = await site.graphql('query ($q: String!) { search(query: $q) { totalCount } }', { q });
    expect(body.errors?.map(({ extensions }) => extensions.code) ?? []).toEqual(
      status === 400 ? [expect.stringMatching('INVALID_PARAMETER|MALFORMED_BODY')] : [],
    );
    const suggested = await site.get(`/v1/suggest?q=${encodeURIComponent(q)}`);
    expect([200, 400]).toContain(suggested.status);
  });
});

it('refuses what is longer than anybody types', async () => {
  const q = 'x'.repeat(10_000);
  expect([400, 414]).toContain((await site.get(`/v1/search?q=${q}`)).status);
  expect((await site.get(`/v1/search?q=${'y'.repeat(501)}`)).body['code']).toBe('INVALID_PARAMETER');
  for (const query of ['search(query: $q) { totalCount }', 'suggest(query: $q) { text }']) {
    const { body } = await site.graphql(`query ($q: String!) { ${query} }`, { q });
    expect(body.errors?.[0]?.extensions.code).toBe('INVALID_PARAMETER');
  }
});

describe('suggestions', () => {
  const suggest = async (q: string) => {
    const { body } = await site.get<{ items: { kind: string; text: string; slug: string }[] }>(
      `/v1/suggest?q=${encodeURIComponent(q)}`,
    );
    return body.items.map(({ kind, text, slug }) => `${kind} ${slug}: ${text}`);
  };

  it.each([
    ['eur', ['section europe: Europe']],
    ['fern', ['author maria-fernandez: Maria Fernández']],
    ['maria FERNÁ', ['author maria-fernandez: Maria Fernández']],
    ['loc', ['tag local-elections: Local elections']],
    ['mayo', ['article council-elects-mayor: Council elects a new mayor']],
    ['quick brown f', ['article quick-brown-fox: A quick brown fox in the harbour']],
    ['mayor counc', ['article council-elects-mayor: Council elects a new mayor']],
    ['hauser', ['article kyiv-german: Ärger über die Häuser in Kiew']],
    ['brows', ['article markup: What <b>browsers</b> do']],
    ['cranes', []],
    ['harbour mayor', []],
    ['"', []],
  ])('%s', async (q, expected) => {
    expect(await suggest(q)).toEqual(expected);
  });

  it('are the same in GraphQL', async () => {
    const { body } = await site.graphql('{ suggest(query: "ha") { kind text slug } }');
    const rest = await site.get('/v1/suggest?q=ha');
    expect(body.data?.['suggest']).toEqual(
      (rest.body['items'] as { kind: string }[]).map((item) => ({ ...item, kind: item.kind.toUpperCase() })),
    );
  });
});

describe('what becomes of stories and of what they name', () => {
  it('is followed: another name of a tag', async () => {
    await write('PATCH', '/v1/tags/trade', { name: 'Commerce' }, 1);
    expect(await slugs('commerce')).toEqual(['harbour-strike']);
    expect(await slugs('trade')).toEqual([]);
    expect((await search('cranes')).facets.tag).toEqual([{ value: 'trade', label: 'Commerce', count: 1 }]);
  });

  it('is followed: a tag in the place of another', async () => {
    await write('POST', '/v1/tags/animals/merge', { into: 'local-elections' });
    expect(await slugs('fox', '&tag=local-elections')).toEqual(['quick-brown-fox']);
    expect((await slugs('elections')).sort()).toEqual(['council-elects-mayor', 'quick-brown-fox']);
  });

  it('is followed: a section under another one', async () => {
    expect(await slugs('cranes', '&section=world')).toEqual([]);
    await write('PATCH', '/v1/sections/markets', { parent: 'world' }, 1);
    expect(await slugs('cranes', '&section=world')).toEqual(['harbour-strike']);
    expect((await search('cranes')).facets.section.map(({ value }) => value)).toEqual(['markets', 'world']);
  });

  it('is followed: a story that is taken back', async () => {
    const { body } = await site.get('/v1/articles/quick-brown-fox', EDITOR);
    await write('POST', '/v1/articles/quick-brown-fox/unpublish', {}, Number(body['version']));
    expect(await slugs('fox')).toEqual([]);
    expect((await site.get('/v1/suggest?q=quick')).body['items']).toEqual([]);
  });
});

describe('who may not read everything', () => {
  it('gets snippets of excerpts alone where bodies are not open', async () => {
    const filler = 'Much was said before it came to that. '.repeat(30);
    const story = { headline: 'Long report', section: 'world', publishedAt: day(4) };
    await site.import([
      { ...story, externalId: 'long', slug: 'long', body: { text: `${filler} The quagga was last.` } },
    ]);
    expect((await search('quagga')).items[0]?.snippet).toContain('<mark>quagga</mark>');
    await write('PATCH', '/v1/site', { anonymousAccess: 'excerpt' }, 1);
    const [hit] = (await search('quagga')).items;
    expect(hit?.article.slug).toBe('long');
    expect(hit?.snippet).not.toContain('quagga');
    const partner = await site.get<Found>('/v1/search?q=quagga', EDITOR);
    expect(partner.body.items[0]?.snippet).toContain('<mark>quagga</mark>');
  });

  it('finds nothing where the site is closed', async () => {
    await write('PATCH', '/v1/site', { anonymousAccess: 'none' }, 2);
    const { items, facets, totalCount } = await search('council', '&count=true');
    const nothing = { section: [], tag: [], author: [], year: [] };
    expect({ items, facets, totalCount }).toEqual({ items: [], facets: nothing, totalCount: 0 });
    expect((await site.get('/v1/suggest?q=counc')).body['items']).toEqual([]);
  });
});
