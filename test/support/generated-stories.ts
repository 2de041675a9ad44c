import { Random } from './random.js';

export const SECTIONS = ['world', 'europe', 'balkans', 'sport', 'football', 'culture'] as const;
export const AUTHORS = ['Ana Marić', 'Ben O’Neil', 'Chen Wei', 'dora-quist', 'Émile Zed'] as const;
export const TAGS = ['elections', 'Climate & Sea', 'trade', '東京', 'floods', 'energy', 'AI'] as const;
const LANGUAGES = ['en', 'de', 'fr-CA', 'ru', 'ja'] as const;
const START = Date.parse('2026-01-05T06:00:00.000Z');
const MINUTE = 60_000;

export type StoryLine = Record<string, unknown> & { readonly externalId: string };

/**
 * Stories of every kind that an import takes, all of them visible, the same for the same seed: bodies in each form
 * and of each type of block, optional parts now there and now not, threads of comments. Every fifth shares its time
 * of publication with the one before it.
 */
export function generatedStories(count: number, seed: number): StoryLine[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => story(random, index));
}

function story(random: Random, index: number): StoryLine {
  const publishedAt = new Date(START + (index - (index % 5 === 4 ? 1 : 0)) * 7 * MINUTE);
  const externalId = `generated-${index}`;
  return {
    externalId,
    status: 'published',
    headline: `${random.words(3, 9)} ${index}`,
    section: random.pick(SECTIONS),
    publishedAt: publishedAt.toISOString(),
    body: body(random, index),
    authors: random.some(AUTHORS, 3),
    tags: random.some(TAGS, 4),
    language: random.pick(LANGUAGES),
    sensitive: random.chance(0.2),
    featured: index % 7 === 3,
    ...(random.chance(0.5) && { dek: random.sentence() }),
    ...(random.chance(0.3) && { excerpt: random.sentence() }),
    ...(random.chance(0.6) && { leadImage: image(random, index) }),
    ...(random.chance(0.3) && { modifiedAt: new Date(publishedAt.getTime() + 90 * MINUTE).toISOString() }),
    ...(random.chance(0.2) && { expiresAt: '2099-12-31T23:59:59.999Z' }),
    ...(random.chance(0.3) && { seo: { title: random.words(2, 5), description: random.sentence() } }),
    ...(random.chance(0.2) && { canonicalUrl: `https://wire.example/${index}?a=1&b=2` }),
    ...(random.chance(0.3) && { commentPolicy: random.pick(['open', 'premoderated', 'closed']) }),
    ...(random.chance(0.3) && { rights: rights(random) }),
    ...(random.chance(0.7) && { comments: comments(random, externalId, publishedAt) }),
    formerUrls: [`https://old.example/node/${index}?lang=en`],
  };
}

function image(random: Random, index: number): Record<string, unknown> {
  return {
    url: `https://images.example/${index % 40}.jpg`,
    alt: random.chance(0.5) ? random.words(2, 6) : '',
    ...(random.chance(0.5) && { width: random.int(1, 4000), height: random.int(1, 4000) }),
    ...(random.chance(0.5) && { caption: random.sentence() }),
    ...(random.chance(0.5) && { credit: random.words(1, 3) }),
  };
}

function rights(random: Random): Record<string, unknown> {
  return {
    syndicate: random.chance(0.5),
    ...(random.chance(0.5) && { holder: random.words(1, 3) }),
    ...(random.chance(0.5) && { credit: random.words(1, 3) }),
    ...(random.chance(0.5) && { embargoUntil: '2026-03-01T12:00:00+02:00' }),
  };
}

function comments(random: Random, story: string, from: Date): Record<string, unknown>[] {
  const ids: string[] = [];
  return Array.from({ length: random.int(1, 14) }, (_, place) => {
    const externalId = `${story}-comment-${place}`;
    // Mostly an answer to the newest one, so that threads go deep; sometimes many to one, so that replies have pages.
    const parent = random.chance(0.65) ? (random.chance(0.5) ? ids.at(-1) : ids[0]) : undefined;
    ids.push(externalId);
    return {
      externalId,
      ...(parent !== undefined && { parentExternalId: parent }),
      name: random.words(1, 2),
      ...(random.chance(0.7) && { email: `reader${random.int(1, 9)}@mail.example` }),
      ...(random.chance(0.3) && { website: 'https://reader.example/' }),
      body: `${random.sentence()}\n\nhttps://link.example/${place}?x=1&y=2`,
      createdAt: new Date(from.getTime() + Math.floor(place / 2) * MINUTE).toISOString(),
      status: random.chance(0.85) ? 'approved' : random.pick(['pending', 'rejected', 'spam']),
    };
  });
}

function body(random: Random, index: number): Record<string, unknown> {
  const paragraphs = Array.from(
    { length: random.int(2, 9) },
    () => `${random.sentence()} ${random.sentence()}`,
  );
  switch (index % 4) {
    case 0:
      return { html: html(paragraphs) };
    case 1:
      return { markdown: markdown(paragraphs) };
    case 2:
      return { text: paragraphs.join('\n\n') };
    default:
      return { blocks: blocks(paragraphs) };
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const html = (paragraphs: readonly string[]): string =>
  `<h2>${escaped(paragraphs[0] ?? '')}</h2>
  ${paragraphs.map((text) => `<p>${escaped(text)} <a href="https://a.example/?x=1&amp;y=2">link</a></p>`).join('')}
  <script>alert(1)</script><blockquote>Said <em>she</em></blockquote><ul><li>one<ul><li>two</li></ul></li></ul>
  <figure><img src="/demo/pictures/horizon.svg" alt="in" width="10" height="20"><figcaption>Cap</figcaption></figure>
  <table><caption>Counts</caption><tr><th>a</th><th>b</th></tr><tr><td colspan="2">c</td></tr></table>
  <iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><pre><code>x &lt; 1</code></pre><hr><p>End</p>`;

const markdown = (paragraphs: readonly string[]): string =>
  `## Heading\n\n${paragraphs.join('\n\n')}\n\n1. first\n2. **second**\n\n> quoted\n\n\`\`\`js\nlet a = 1;\n\`\`\`\n\n---\n\n![alt](https://images.example/md.png)\n\nEnd`;

function blocks(paragraphs: readonly string[]): unknown[] {
  const span = (text: string, marks: string[] = []) => ({ _type: 'span', text, marks });
  const link = { _type: 'link', _key: 'l1', href: 'https://b.example/' };
  return [
    ...paragraphs.map((text) => ({ _type: 'block', style: 'normal', children: [span(text)] })),
    {
      _type: 'block',
      style: 'h3',
      children: [span('Sub', ['strong']), span('head', ['l1'])],
      markDefs: [link],
    },
    { _type: 'block', listItem: 'number', level: 2, children: [span('item', ['strike-through', 'code'])] },
    { _type: 'block', style: 'blockquote', children: [span('quote', ['underline'])] },
    { _type: 'image', url: 'https://images.example/b.png', alt: 'b', width: 3, height: 4, credit: 'C' },
    { _type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', title: 'Film' },
    {
      _type: 'table',
      rows: [{ _type: 'row', cells: [{ _type: 'cell', header: true, children: [span('h')] }] }],
    },
    { _type: 'code', code: 'select 1;', language: 'sql' },
    { _type: 'divider' },
    { _type: 'block', children: [span(paragraphs[0] ?? 'End')] },
  ];
}
