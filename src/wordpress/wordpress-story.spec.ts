import 'reflect-metadata';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { wxr, wxrComment, wxrItem, type WxrPost } from '../../test/support/wxr.js';
import { ImportSource } from '../imports/import-source.js';
import { ImportedArticle } from '../imports/imported-article.js';
import { validateInput } from '../platform/http/validation.js';
import { kindLeftOut, storyOf, type WordPressStory } from './wordpress-story.js';
import { WxrSurvey } from './wxr-survey.js';
import { readWxr } from './wxr.reader.js';

const sourceOf = (text: string) => ImportSource.ofStream('site.xml', Readable.from([Buffer.from(text)]));

/** The posts of an export as stories, each held to the rules that imported stories are held to. */
async function storiesOf(text: string): Promise<WordPressStory[]> {
  const survey = await WxrSurvey.of(sourceOf(text), () => undefined);
  expect(survey.fault).toBeNull();
  const stories: WordPressStory[] = [];
  for await (const part of readWxr(sourceOf(text))) {
    if (part.kind !== 'item' || kindLeftOut(part.item, survey) !== null) continue;
    const read = storyOf(part.item, survey);
    if ('skipped' in read) throw new Error(read.skipped.reason);
    await validateInput(ImportedArticle, JSON.parse(JSON.stringify(read.story.article)));
    stories.push(read.story);
  }
  return stories;
}

async function storyFrom(post: WxrPost, ...declarations: string[]): Promise<WordPressStory> {
  const [story] = await storiesOf(wxr(...declarations, wxrItem(post)));
  return story as WordPressStory;
}

const articleFrom = async (post: WxrPost, ...declarations: string[]) =>
  (await storyFrom(post, ...declarations)).article;

const mendedOf = ({ mended }: WordPressStory) => mended.list().map(({ name, count }) => `${name} ${count}`);

const category = (id: number, slug: string, parent = '', name = slug.toUpperCase()) =>
  `<wp:category><wp:term_id>${id}</wp:term_id><wp:category_nicename>${slug}</wp:category_nicename>` +
  `<wp:category_parent>${parent}</wp:category_parent><wp:cat_name><![CDATA[${name}]]></wp:cat_name></wp:category>`;

const author = (login: string, display: string, first = '', last = '') =>
  `<wp:author><wp:author_login><![CDATA[${login}]]></wp:author_login><wp:author_email>secret@mail.example</wp:author_email>` +
  `<wp:author_display_name><![CDATA[${display}]]></wp:author_display_name>` +
  `<wp:author_first_name>${first}</wp:author_first_name><wp:author_last_name>${last}</wp:author_last_name></wp:author>`;

describe('the status of a post', () => {
  it.each<[what: string, post: WxrPost, status: string | null]>([
    ['published', {}, 'published'],
    ['scheduled', { status: 'future', dateGmt: '2090-01-01 10:00:00' }, 'scheduled'],
    ['a draft', { status: 'draft' }, 'draft'],
    ['pending', { status: 'pending' }, 'draft'],
    ['an automatic draft', { status: 'auto-draft' }, 'draft'],
    ['private', { status: 'private' }, 'unpublished'],
    ["of a plugin's own making", { status: 'in-progress' }, 'draft'],
    ['protected by a password', { more: '' }, 'unpublished'],
  ])('is kept when it is %s', async (what, post, status) => {
    const text = wxr(wxrItem(post));
    const [story] = await storiesOf(
      what.includes('password')
        ? text.replace('<wp:post_password>', '<wp:post_password><![CDATA[s3cret]]>')
        : text,
    );
    expect(story?.article.status).toBe(status);
    expect(JSON.stringify(story?.article)).not.toContain('s3cret');
  });

  it.each([
    [{ type: 'page' }, 'page'],
    [{ type: 'attachment' }, 'attachment'],
    [{ status: 'trash' }, 'post (trash)'],
    [{ status: 'inherit' }, 'post (inherit)'],
    [{}, null],
  ])('tells what is no post to import: %j', async (post, kind) => {
    const kinds: (string | null)[] = [];
    const text = wxr(wxrItem(post));
    const survey = await WxrSurvey.of(sourceOf(text), () => undefined);
    for await (const part of readWxr(sourceOf(text))) {
      if (part.kind === 'item') kinds.push(kindLeftOut(part.item, survey));
    }
    expect(kinds).toEqual([kind]);
  });
});

describe('items that do not say what they are', () => {
  const without = (element: string, text: string) =>
    text.replace(new RegExp(`<wp:${element}>.*</wp:${element}>\\n`), '');

  it('leaves out an item without a type where others have one, and its terms', async () => {
    const untyped = without('post_type', wxrItem({ id: 2, terms: ['category stray Stray'] }));
    const text = wxr(wxrItem(), untyped);
    const stories = await storiesOf(text);
    expect(stories.map(({ id }) => id)).toEqual(['1']);
    const survey = await WxrSurvey.of(sourceOf(text), () => undefined);
    expect(survey.posts).toBe(1);
    expect(survey.terms.sections().map(({ slug }) => slug)).toEqual(['news']);
    for await (const part of readWxr(sourceOf(wxr(untyped, wxrItem())))) {
      if (part.kind === 'item' && part.item.id === '2')
        expect(kindLeftOut(part.item, survey)).toBe('no type');
    }
  });

  it('takes all items for posts where none has a type, with their authors and terms', async () => {
    const text = wxr(
      without('post_type', wxrItem()),
      without('post_type', wxrItem({ id: 2, creator: 'bea' })),
    );
    const stories = await storiesOf(text);
    expect(stories.map(({ article }) => [article.section, article.authors])).toEqual([
      ['news', ['ada']],
      ['news', ['bea']],
    ]);
  });

  it('publishes a post without a status only where no item has one', async () => {
    const bare = without('status', wxrItem());
    expect((await storiesOf(wxr(bare))).map(({ status }) => status)).toEqual(['published']);
    const stories = await storiesOf(wxr(bare, wxrItem({ id: 2 })));
    expect(stories.map(({ status }) => status)).toEqual(['draft', 'published']);
  });

  it('protects a post whose password is spaces', async () => {
    const text = wxr(wxrItem()).replace('<wp:post_password>', '<wp:post_password><![CDATA[  ]]>');
    expect((await storiesOf(text)).map(({ status }) => status)).toEqual(['unpublished']);
  });
});

describe('the time of a post', () => {
  const never = '0000-00-00 00:00:00';

  it.each<[what: string, post: WxrPost, other: WxrPost, expected: string | null]>([
    [
      'is the one in UTC',
      { date: '2020-05-04 12:00:00', dateGmt: '2020-05-04 10:00:00' },
      {},
      '2020-05-04T10:00:00.000Z',
    ],
    [
      "is the site's, with its offset as other posts show it",
      { dateGmt: never },
      {},
      '2020-05-04T10:00:00.000Z',
    ],
    [
      'has the offset of its season',
      { date: '2021-01-04 12:00:00', dateGmt: never },
      { date: '2020-01-20 12:00:00', dateGmt: '2020-01-20 11:00:00' },
      '2021-01-04T11:00:00.000Z',
    ],
    ['is that of its feed', { date: never, dateGmt: never }, {}, '2020-05-04T10:00:00.000Z'],
    [
      'is none that no calendar has',
      { date: '2020-02-30 12:00:00', dateGmt: '2020-13-01 10:00:00' },
      {},
      '2020-05-04T10:00:00.000Z',
    ],
  ])('%s', async (_what, post, other, expected) => {
    const [story] = await storiesOf(wxr(wxrItem(post), wxrItem({ id: 2 }), wxrItem({ id: 3, ...other })));
    expect(story?.article.publishedAt).toBe(expected);
  });

  it('is never the present: a post without any is a draft', async () => {
    const text = wxr(wxrItem({ date: never, dateGmt: never })).replace(
      /<pubDate>.*<\/pubDate>/,
      '<pubDate/>',
    );
    const [story] = await storiesOf(text);
    expect(story?.article).toMatchObject({
      status: 'draft',
      publishedAt: null,
      modifiedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(mendedOf(story as WordPressStory)).toEqual(['without a date: a draft 1']);
  });

  it('of its last change is not before its publication', async () => {
    const modified = (time: string) => `<wp:post_modified_gmt>${time}</wp:post_modified_gmt>`;
    expect((await articleFrom({ more: modified('2021-01-01 00:00:00') })).modifiedAt).toBe(
      '2021-01-01T00:00:00.000Z',
    );
    expect((await articleFrom({ more: modified('2019-01-01 00:00:00') })).modifiedAt).toBe(
      '2020-05-04T10:00:00.000Z',
    );
  });
});

describe('the headline, slug and body of a post', () => {
  it('are plain text, and something stands in for what is missing', async () => {
    expect(await articleFrom({ title: 'A <em>B</em> &amp; C &#8217; <b', name: '' })).toMatchObject({
      headline: 'A B & C ’ <b',
      slug: 'a-b-and-c-b',
    });
    const untitled = await storyFrom({ title: '', content: 'First words.\n\nMore.', name: '' });
    expect(untitled.article).toMatchObject({ headline: 'First words.', slug: 'first-words' });
    expect(mendedOf(untitled)).toEqual(['without a title: its first words are the headline 1']);
    const picture = await articleFrom({
      title: '',
      content: '<img src="https://x.example/a.jpg">',
      name: 'a-view',
    });
    expect(picture).toMatchObject({ headline: 'a-view' });
    const empty = await storyFrom({ title: 'Only a title', content: '<!-- wp:latest-posts /-->' });
    expect(empty.article.body).toMatchObject({ blocks: [{ children: [{ text: 'Only a title' }] }] });
    expect(mendedOf(empty)).toEqual(['without a body: its excerpt or headline stands in 1']);
  });

  it('are cut where they are too long', async () => {
    const story = await storyFrom({
      title: 'word '.repeat(300),
      name: 'x'.repeat(300),
      excerpt: 'y'.repeat(9_000),
    });
    expect(story.article.headline.length).toBeLessThanOrEqual(500);
    expect(story.article.slug?.length).toBeLessThanOrEqual(120);
    expect(mendedOf(story)).toEqual(['headline cut 1']);
  });

  it.each([
    ['%d0%bc%d0%b8%d1%80', 'mir'],
    ['%e6%97%a5%e6%9c%ac', 'post-1'],
    ['caf%c3%a9-au-lait', 'cafe-au-lait'],
    ['100%', '100'],
  ])('decode the slug %s', async (name, slug) => {
    expect((await articleFrom({ name, title: '日本' })).slug).toBe(slug);
  });

  it('are told to be nothing when there is nothing', async () => {
    const survey = await WxrSurvey.of(sourceOf(wxr(wxrItem())), () => undefined);
    const reasons: string[] = [];
    for (const post of [
      { title: '', content: ' ' },
      { id: '', guid: '', link: '', name: '' },
    ]) {
      for await (const part of readWxr(sourceOf(wxr(wxrItem(post))))) {
        if (part.kind !== 'item') continue;
        const read = storyOf(part.item, survey);
        reasons.push('skipped' in read ? read.skipped.reason : 'kept');
      }
    }
    expect(reasons).toEqual(['there is nothing in it', 'it has neither an id nor an address']);
  });

  it('are refused, not mended, when the body is too long for a story', async () => {
    const text = wxr(wxrItem({ content: 'word '.repeat(250_000) }));
    await expect(storiesOf(text)).rejects.toThrow('A body has at most 1,000,000 characters.');
  });
});

describe('where a post belongs', () => {
  const tree = [
    category(1, 'news'),
    category(2, 'world', 'news'),
    category(3, 'asia', 'world'),
    category(4, 'arts'),
  ];

  it.each<[what: string, post: WxrPost, section: string, tags: string[]]>([
    ['its only category', { terms: ['category arts ARTS'] }, 'arts', []],
    [
      'the deepest of the line of the first',
      { terms: ['category news N', 'category arts A', 'category asia X'] },
      'asia',
      ['arts'],
    ],
    [
      'the main one of a plugin',
      { terms: ['category news N', 'category arts A'], meta: { _yoast_wpseo_primary_category: '4' } },
      'arts',
      ['news'],
    ],
    [
      'another main one',
      { terms: ['category news N', 'category arts A'], meta: { rank_math_primary_category: '4' } },
      'arts',
      ['news'],
    ],
    [
      'no main one that is not there',
      { terms: ['category arts A'], meta: { _yoast_wpseo_primary_category: '99' } },
      'arts',
      [],
    ],
    [
      'a real category before the default one',
      { terms: ['category uncategorized Uncategorized', 'category arts A'] },
      'arts',
      [],
    ],
    ['the default one', { terms: ['category uncategorized Uncategorized'] }, 'uncategorized', []],
    ['none', { terms: [] }, 'uncategorized', []],
    ['a category that nobody declared', { terms: ['category %d0%bc%d0%b8%d1%80 Мир'] }, 'mir', []],
    [
      'a category by its name alone',
      { terms: [], more: '<category><![CDATA[ARTS]]></category>' },
      'arts',
      [],
    ],
    [
      'tags',
      { terms: ['category arts A', 'post_tag one One', 'tag two Two', 'post_tag one One'] },
      'arts',
      ['one', 'two'],
    ],
  ])('is %s', async (_what, post, section, tags) => {
    expect(await articleFrom(post, ...tree)).toMatchObject({ section, tags });
  });

  it('is a tree with parents first, whatever the order, and survives parents that are missing or in a circle', async () => {
    const text = wxr(
      category(3, 'asia', 'world'),
      category(2, 'world', 'news'),
      category(1, 'news'),
      category(5, 'lost', 'nowhere'),
      category(6, 'a', 'b'),
      category(7, 'b', 'a'),
      category(8, 'self', 'self'),
      wxrItem(),
    );
    const survey = await WxrSurvey.of(sourceOf(text), () => undefined);
    const sections = survey.terms.sections();
    expect(sections.map(({ slug, parent }) => `${slug} < ${parent?.slug ?? ''}`)).toEqual([
      'news < ',
      'world < news',
      'asia < world',
      'lost < ',
      'b < ',
      'a < b',
      'self < ',
    ]);
  });

  it('has at most as many tags as a story may have', async () => {
    const story = await storyFrom({ terms: Array.from({ length: 300 }, (_, n) => `post_tag t${n} T${n}`) });
    expect(story.article.tags).toHaveLength(200);
    expect(mendedOf(story)).toContain('tags left out 100');
  });

  it('gives two terms that come to one slug two', async () => {
    const { tags } = await articleFrom({
      terms: [
        'post_tag %c3%a9t%c3%a9 Été',
        'post_tag ete Ete',
        'post_tag %e6%97%a5 日',
        'post_tag %e6%9c%ac 本',
      ],
    });
    expect(tags?.[0]).toBe('ete');
    expect(tags?.[1]).toMatch(/^ete-[\da-f]{8}$/);
    expect(tags?.slice(2)).toEqual([
      expect.stringMatching(/^tag-[\da-f]{8}$/),
      expect.stringMatching(/^tag-[\da-f]{8}$/),
    ]);
  });
});

describe('the authors of a post', () => {
  const survey = async (...parts: string[]) => WxrSurvey.of(sourceOf(wxr(...parts)), () => undefined);

  it('are called by the names that they show; logins and addresses are nobody else’s business', async () => {
    const { authors } = await survey(
      author('ada', 'Ada Lovelace'),
      author('grace', '', 'Grace', 'Hopper'),
      author('root', ''),
      author('jane.doe@mail.example', ''),
      author('joe@mail.example', 'joe@mail.example'),
      author('日本', ''),
      wxrItem({ creator: 'unknown' }),
    );
    expect(authors.all()).toEqual([
      { slug: 'ada-lovelace', name: 'Ada Lovelace' },
      { slug: 'grace-hopper', name: 'Grace Hopper' },
      { slug: 'root', name: 'root' },
      { slug: 'jane-doe', name: 'jane doe' },
      { slug: 'joe', name: 'joe' },
      { slug: expect.stringMatching(/^author-[\da-f]{8}$/), name: '日本' },
      { slug: 'unknown', name: 'unknown' },
    ]);
    expect(JSON.stringify(authors.all())).not.toContain('@');
  });

  it('are several where a plugin says so', async () => {
    const guest = wxrItem({
      id: 90,
      type: 'guest-author',
      name: 'cap-mary',
      meta: { 'cap-display_name': 'Mary Shelley', 'cap-user_login': 'mary' },
    });
    const post = wxrItem({
      terms: [
        'author cap-ada ada',
        'author cap-mary mary',
        'author ada-l Ada Lovelace',
        'author percy Percy Shelley',
      ],
    });
    const [story] = await storiesOf(wxr(author('ada', 'Ada Lovelace'), guest, post));
    expect(story?.article.authors).toEqual(['ada-lovelace', 'mary-shelley', 'percy-shelley']);
  });

  it('of one name have two slugs, the same ones whatever the order and whoever joins them', async () => {
    const slugsOf = async (...declared: string[]) => {
      const { authors } = await survey(...declared);
      return authors.all().map(({ slug }) => slug);
    };
    const numbered = (id: number, login: string) =>
      author(login, 'Jane Doe').replace('<wp:author>', `<wp:author><wp:author_id>${id}</wp:author_id>`);
    const [first, second, third] = [numbered(2, 'zoe'), numbered(3, 'jdoe'), numbered(10, 'jd2')];
    const [plain, marked] = await slugsOf(first, second);
    expect(plain).toBe('jane-doe');
    expect(marked).toMatch(/^jane-doe-[\da-f]{8}$/);
    expect(await slugsOf(second, first)).toEqual([marked, plain]);
    expect((await slugsOf(third, second, first)).slice(1)).toEqual([marked, plain]);
  });

  it('are none where a plugin names nobody', async () => {
    const terms = ['author ★ ★', 'author cap-', 'author ada Ada'];
    expect(await articleFrom({ terms }, author('ada', 'Ada Lovelace'))).toMatchObject({
      authors: ['ada-lovelace'],
    });
  });

  it('is the one of WordPress otherwise, however its login was written', async () => {
    expect(await articleFrom({ creator: '>ADA ' }, author('ada', 'Ada Lovelace'))).toMatchObject({
      authors: ['ada-lovelace'],
    });
    expect(await articleFrom({ creator: '' })).toMatchObject({ authors: [] });
  });
});

describe('what else a post brings along', () => {
  it('is known by its site and number, whatever the scheme of the site', async () => {
    const text = wxr(wxrItem({ id: 12 }));
    const moved = text.replace('base_blog_url>https://blog', 'base_blog_url>http://www.blog');
    for (const one of [text, moved]) {
      expect((await storiesOf(one))[0]?.article.externalId).toBe('wordpress:blog.example:12');
    }
  });

  it.each<[what: string, post: WxrPost, urls: string[]]>([
    ['pretty and by number', {}, ['https://blog.example/2020/05/post-1/', 'https://blog.example/?p=1']],
    [
      'in one form of percent-encoding',
      { link: 'https://blog.example/%d0%bc/' },
      ['https://blog.example/%D0%BC/', 'https://blog.example/?p=1'],
    ],
    [
      'by an earlier one',
      { guid: 'http://www.blog.example/2007/old/' },
      [
        'https://blog.example/2020/05/post-1/',
        'https://blog.example/?p=1',
        'http://www.blog.example/2007/old/',
      ],
    ],
    [
      "not by another post's",
      { guid: 'https://blog.example/?p=77' },
      ['https://blog.example/2020/05/post-1/', 'https://blog.example/?p=1'],
    ],
    [
      "not by another site's",
      { guid: 'https://elsewhere.example/x' },
      ['https://blog.example/2020/05/post-1/', 'https://blog.example/?p=1'],
    ],
    [
      'by slugs that it had',
      { meta: { _wp_old_slug: 'former' } },
      [
        'https://blog.example/2020/05/post-1/',
        'https://blog.example/?p=1',
        'https://blog.example/2020/05/former/',
      ],
    ],
    ['and none that is none', { link: 'nonsense', guid: '' }, ['https://blog.example/?p=1']],
  ])('is found by its former addresses, %s', async (_what, post, urls) => {
    expect((await articleFrom(post)).formerUrls).toEqual(urls);
  });

  it('keeps picture, excerpt, place at the top and language', async () => {
    const picture = wxrItem({
      id: 50,
      type: 'attachment',
      status: 'inherit',
      excerpt: 'A <a href="/x">view</a>',
      meta: {
        _wp_attachment_image_alt: 'Hills',
        _wp_attachment_metadata: 'a:2:{s:5:"width";i:800;s:6:"height";i:600;}',
      },
      more: '<wp:attachment_url>https://blog.example/files/v.jpg</wp:attachment_url>',
    });
    const post = wxrItem({
      excerpt: '<p>Short &amp; sweet</p>',
      meta: { _thumbnail_id: '50' },
      terms: ['language fr Français'],
    })
      .replace('is_sticky>0', 'is_sticky>1')
      .replace('comment_status>open', 'comment_status>closed');
    const [story] = await storiesOf(wxr(post, picture));
    expect(story?.article).toMatchObject({
      excerpt: 'Short & sweet',
      leadImage: {
        url: 'https://blog.example/files/v.jpg',
        alt: 'Hills',
        caption: 'A view',
        width: 800,
        height: 600,
      },
      featured: true,
      commentPolicy: 'closed',
      language: 'fr',
    });
    const lost = await storyFrom({ meta: { _thumbnail_id: '404' } });
    expect(lost.article).toMatchObject({
      leadImage: null,
      featured: false,
      commentPolicy: null,
      language: 'en-GB',
    });
    expect(lost.lost.list()).toMatchObject([{ kind: 'featured image', name: 'not in the export' }]);
  });

  it.each<[what: string, meta: Record<string, string>, seo: Record<string, string | null>]>([
    [
      'Yoast',
      { _yoast_wpseo_title: 'Best %%title%% %%sep%% %%sitename%%', _yoast_wpseo_metadesc: 'All &amp; more' },
      { title: 'Best Post 1 - The Blog', description: 'All & more' },
    ],
    [
      'what Yoast leaves empty',
      { _yoast_wpseo_title: '%%title%% %%page%% %%sep%% %%cf_x%%' },
      { title: 'Post 1', description: null },
    ],
    [
      'Rank Math',
      { rank_math_title: '%title% %sep% %sitename%', rank_math_description: 'Save 5%off% now' },
      { title: 'Post 1 - The Blog', description: 'Save 5%off% now' },
    ],
    [
      'All in One SEO',
      { _aioseo_title: '#post_title #separator_sa #site_title', _aioseop_description: 'Old' },
      { title: 'Post 1 - The Blog', description: 'Old' },
    ],
    [
      'SEOPress',
      { _seopress_titles_title: '%%post_title%% in %%post_category%%', _seopress_titles_desc: 'D' },
      { title: 'Post 1 in News', description: 'D' },
    ],
    [
      'The SEO Framework',
      { _genesis_title: 'T', _genesis_description: 'D' },
      { title: 'T', description: 'D' },
    ],
  ])('keeps what it says to search engines with %s', async (_what, meta, seo) => {
    expect((await articleFrom({ meta })).seo).toEqual(seo);
  });

  it('keeps the address that it is a copy of, but not its own former one', async () => {
    const canonical = async (url: string) =>
      (await articleFrom({ meta: { _yoast_wpseo_canonical: url } })).canonicalUrl;
    expect(await canonical('https://agency.example/story')).toBe('https://agency.example/story');
    expect(await canonical('http://blog.example/2020/05/post-1')).toBeNull();
    expect(await canonical('nonsense')).toBeNull();
  });

  it('says what it could not keep', async () => {
    const { lost } = await storyFrom({
      terms: ['category news News', 'post_format post-format-aside Aside', 'series big Big'],
      meta: { mood: 'good', _hidden: 'x', footnotes: '[]', _yoast_wpseo_title: '%%cf_mood%%' },
    });
    expect(lost.list().map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      'seo variable: cf_mood',
      'post format: aside',
      'taxonomy: series',
      'custom field: mood',
    ]);
  });
});

describe('pictures with addresses by http', () => {
  it('are kept and counted, the featured one too', async () => {
    const file = wxrItem({
      id: 9,
      type: 'attachment',
      more: '<wp:attachment_url>http://blog.example/lead.jpg</wp:attachment_url>',
    });
    const content = '<img src="http://blog.example/a.jpg"><img src="https://blog.example/b.jpg">';
    const [story] = await storiesOf(wxr(file, wxrItem({ content, meta: { _thumbnail_id: '9' } })));
    expect(story?.mended.list()).toEqual([{ kind: 'pictures kept', name: 'insecure address', count: 2 }]);
  });
});

describe('texts that are made to take long', () => {
  it('reads what a post says to search engines in time that grows with its length', async () => {
    const meta = {
      _yoast_wpseo_title: `%%title%% ${'-'.repeat(150_000)}x ${'%%excerpt%%'.repeat(2_000)}%%none%%`,
      _yoast_wpseo_metadesc: `${'%%none%% '.repeat(2)}${'| '.repeat(150_000)}x %%none%%`,
      _yoast_wpseo_canonical: 'https://elsewhere.example/a',
    };
    const link = `https://blog.example/${'/'.repeat(150_000)}x`;
    const content = `https://youtube.com/${'youtube.com/'.repeat(20_000)}`;
    const startedAt = performance.now();
    const { seo } = await articleFrom({ meta, link, content, excerpt: 'word '.repeat(1_000) });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(seo?.title).toBe('Post 1');
    expect(seo?.description).toBeNull();
  }, 120_000);
});

describe('the comments of a post', () => {
  it.each([
    ['bob.smith@mail.example', 'bob smith'],
    ['Bob (bob@mail.example)', 'Bob (bob)'],
    ['bob @ work', 'bob @ work'],
    ['@bob', '@bob'],
    ['__@mail.example', 'Anonymous'],
  ])('shows nobody the address that is given as a name: %s', async (given, name) => {
    const story = await storyFrom({ comments: [wxrComment(1, { comment_author: given })] });
    expect(story.article.comments?.[0]?.name).toBe(name);
    expect(JSON.stringify(story.comments.list()).includes('address as a name')).toBe(given !== name);
  });

  it('keep thread, state and words, and drop what nobody may see or use', async () => {
    const story = await storyFrom({
      comments: [
        wxrComment(1, {
          comment_content:
            'See <a href="https://x.example/a">this</a> &amp; <b>that</b>\n\n<img src="https://x.example/p.jpg">',
        }),
        wxrComment(2, {
          comment_parent: '1',
          comment_approved: '0',
          comment_author: '',
          comment_author_email: 'nonsense',
          comment_author_url: 'x y',
        }),
        wxrComment(3, { comment_approved: 'spam', comment_author_url: 'http://x.example' }),
        wxrComment(4, { comment_approved: 'post-trashed', comment_date_gmt: '0000-00-00 00:00:00' }),
        wxrComment(5, { comment_type: 'pingback', comment_author: 'Other &#8220;Site&#8221;' }),
        wxrComment(6, { comment_type: 'order_note' }),
        wxrComment(7, { comment_content: ' <br> ' }),
      ],
    });
    const { comments } = story.article;
    expect(
      comments?.map(({ externalId, parentExternalId, status, name }) => [
        externalId,
        parentExternalId,
        status,
        name,
      ]),
    ).toEqual([
      ['1', null, 'approved', 'Reader'],
      ['2', '1', 'pending', 'Anonymous'],
      ['3', null, 'spam', 'Reader'],
      ['4', null, 'rejected', 'Reader'],
      ['5', null, 'approved', 'Other “Site”'],
    ]);
    expect(comments?.[0]).toMatchObject({
      body: 'See this (https://x.example/a) & that\n\nhttps://x.example/p.jpg',
      email: 'reader@mail.example',
    });
    expect(comments?.[1]).toMatchObject({ email: null, website: null });
    expect(comments?.[2]).toMatchObject({ website: 'http://x.example/' });
    expect(comments?.[3]).toMatchObject({ createdAt: '2020-05-05T10:00:00.000Z' });
    expect(JSON.stringify(story.article)).not.toContain('203.0.113.9');
    expect(story.comments.list().map(({ kind, name, count }) => `${kind} ${name} ${count}`)).toEqual([
      'state approved 2',
      'state pending 1',
      'state rejected 1',
      'state spam 1',
      'mended without a name 1',
      'dropped e-mail address 1',
      'dropped website 1',
      'type pingback 1',
      'left out empty 1',
      'left out order_note 1',
    ]);
  });
});
