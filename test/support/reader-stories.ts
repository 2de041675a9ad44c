/** Stories that a page has to cope with, beside those of the demo site. */
const base = {
  section: 'technology',
  authors: ['june-abara'],
  publishedAt: '2019-05-01T08:00:00.000Z',
  body: { text: 'A paragraph.' },
};

const comment = (externalId: string, more: Record<string, unknown> = {}) => ({
  externalId,
  name: `Reader ${externalId}`,
  body: `Comment ${externalId}.`,
  createdAt: `2019-05-02T08:00:${externalId.replace(/\D/g, '').padStart(2, '0').slice(-2)}.000Z`,
  ...more,
});

/** Every kind of block, and a player. */
export const EVERY_BLOCK = {
  ...base,
  externalId: 'blocks',
  slug: 'every-kind-of-block',
  headline: 'Every kind of block on one page',
  tags: ['maps'],
  leadImage: {
    url: 'https://images.example.com/portrait.jpg',
    alt: 'A tall tower',
    width: 800,
    height: 1200,
  },
  rights: { credit: 'Text: Example Agency' },
  body: {
    html: `<p>A first paragraph with <strong>strong</strong>, <em>stressed</em> and <code>coded</code> words.</p>
      <h2>A heading</h2><p>And a <a href="https://example.org/">link</a>.</p><h3>A lower one</h3>
      <ul><li>One</li><li>Two<ol><li>Two and a half</li></ol></li></ul>
      <blockquote>Somebody said something worth setting apart from everything else.</blockquote>
      <figure><img src="https://images.example.com/in-text.jpg" alt="A map" width="1200" height="800">
        <figcaption>A map of the harbour <cite>Chart office</cite></figcaption></figure>
      <table><caption>Tides</caption><tr><th>Harbour</th>${'<th>High water in metres</th>'.repeat(8)}</tr>
        <tr><th>Brindle Bay</th>${'<td>4.25</td>'.repeat(8)}</tr></table>
      <pre><code class="language-c">int main(void) { return 0; } /* ${'a long line '.repeat(12)}*/\n&lt;p data-key="x"&gt;\n</code></pre>
      <iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="A film about tides"></iframe><hr>
      <p>A last paragraph, and an unbreakable word: ${'Donaudampfschifffahrt'.repeat(6)}</p>`,
  },
};

export const HOSTILE = {
  ...base,
  externalId: 'hostile',
  slug: 'hostile',
  headline: `<script>document.title = 'broken'</script> "quoted" & 'so'`,
  dek: `</p><img src=x onerror="document.title = 'broken'">`,
  leadImage: {
    url: 'https://images.example.com/"onload="x.jpg',
    alt: '"><script>document.title = "broken"</script>',
    caption: '<b>caption</b>',
  },
  seo: { title: '</title><script>document.title = "broken"</script>' },
  comments: [
    comment('h1', {
      name: '<b>Mallory</b>',
      body: `<script>document.title = 'broken'</script> & <b>bold</b> https://example.org/?a=1&b="2"`,
    }),
  ],
};

export const RETRACTED = {
  ...base,
  externalId: 'retracted',
  slug: 'retracted',
  headline: 'What was not so',
  status: 'retracted',
  notice: 'The document was <forged>.',
};

export const MOVED = {
  ...base,
  externalId: 'moved',
  slug: 'the-new-name',
  headline: 'A story that was renamed',
  formerUrls: ['https://old.example/2019/05/01/the-oldest-name/', 'https://old.example/?p=77'],
};

/** As `MOVED` was imported first. */
export const BEFORE_MOVE = { ...MOVED, slug: 'the-old-name', formerUrls: [] };

export const PREMODERATED = {
  ...base,
  externalId: 'premoderated',
  slug: 'premoderated',
  headline: 'A story with careful comments',
  commentPolicy: 'premoderated',
  comments: [comment('p1')],
};

export const CLOSED = {
  ...base,
  externalId: 'closed',
  slug: 'closed',
  headline: 'A story without further comments',
  commentPolicy: 'closed',
  comments: [comment('c1')],
};

/** More comments than one page has, more replies than stand below a comment, and a thread that goes deep. */
export const TALKATIVE = {
  ...base,
  externalId: 'talkative',
  slug: 'talkative',
  headline: 'A story that many talk about',
  comments: [
    ...Array.from({ length: 30 }, (_, number) => comment(`t${10 + number}`)),
    ...Array.from({ length: 8 }, (_, number) =>
      comment(`r${10 + number}`, { parentExternalId: 't39', createdAt: `2019-05-03T08:00:0${number}.000Z` }),
    ),
    ...Array.from({ length: 9 }, (_, number) =>
      comment(`d${10 + number}`, {
        parentExternalId: number === 0 ? 't10' : `d${9 + number}`,
        createdAt: `2019-05-04T08:00:0${number}.000Z`,
      }),
    ),
  ],
};

export const READER_STORIES = [EVERY_BLOCK, HOSTILE, RETRACTED, PREMODERATED, CLOSED, TALKATIVE];
