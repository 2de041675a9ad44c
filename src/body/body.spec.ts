import { describe, expect, it } from 'vitest';
import { DomainError } from '../platform/api/errors.js';
import type { Block } from './block.js';
import { blocksOfHtml, prepareBody, type BodyInput } from './body.js';

const withoutKeys = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, member: unknown) => (name === '_key' ? undefined : member)));

const shapes = (input: BodyInput): unknown => withoutKeys(prepareBody(input).blocks);

const paragraph = (text: string, more: object = {}): object => ({
  _type: 'block',
  style: 'normal',
  children: [{ _type: 'span', text, marks: [] }],
  markDefs: [],
  ...more,
});

function faultsOf(input: unknown): { pointer: string; code: string }[] {
  try {
    prepareBody(input as BodyInput);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.status).toBe(422);
    return error.errors.map(({ pointer, code }) => ({ pointer, code }));
  }
  throw new Error('nothing was refused');
}

const EVERYTHING = `
<h2>Head &amp; tail</h2>
<p>One <strong>strong <em>both</em></strong> <u>under</u> <s>struck</s> <code>a &lt; b</code>
<a href="https://example.org/a?b=1&amp;c=2">out</a>, <a href="/in">in</a>, <a href="mailto:a@example.org">mail</a>
and<br>a new line.</p>
<figure><img src="https://example.org/a.jpg" alt="A &quot;view&quot;" width="640" height="480">
<figcaption>The view <cite>Agency</cite></figcaption></figure>
<ul><li>a<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol></li><li>e</li></ul>
<blockquote>Said she.</blockquote>
<table><caption>Results</caption><thead><tr><th>Name</th><th>Votes</th></tr></thead>
<tbody><tr><td><a href="https://example.org/x">X</a></td><td>1</td></tr><tr><td colspan="2">none</td></tr></tbody></table>
<pre><code class="language-js">if (a &lt; b) {
  x();
}</code></pre>
<hr>
<iframe src="https://player.vimeo.com/video/76979871" title="A film"></iframe>
<h4>Last</h4>
<p>The end.</p>`;

describe('the ways in', () => {
  it('reads HTML with all that a story may have', () => {
    const { blocks } = prepareBody({ html: EVERYTHING });
    expect(
      blocks.map((block) => (block._type === 'block' ? (block.listItem ?? block.style) : block._type)),
    ).toEqual([
      'h2',
      'normal',
      'image',
      'bullet',
      'number',
      'bullet',
      'number',
      'bullet',
      'blockquote',
      'table',
      'code',
      'divider',
      'embed',
      'h4',
      'normal',
    ]);
  });

  it.each([
    [
      'h1 and h2 become h2',
      '<h1>a</h1><h2>b</h2>',
      [paragraph('a', { style: 'h2' }), paragraph('b', { style: 'h2' })],
    ],
    [
      'h5 and h6 become h4',
      '<h5>a</h5><h6>b</h6>',
      [paragraph('a', { style: 'h4' }), paragraph('b', { style: 'h4' })],
    ],
    ['white space is collapsed and trimmed', ' <p> a \n\t b </p> c ', [paragraph('a b'), paragraph('c')]],
    ['two line breaks make a paragraph', '<p>a<br><br>b<br>c</p>', [paragraph('a'), paragraph('b\nc')]],
    ['empty paragraphs go', '<p>a</p><p>&nbsp;</p><p><br></p><p>b</p>', [paragraph('a'), paragraph('b')]],
    ['unclosed paragraphs', '<p>a<p>b', [paragraph('a'), paragraph('b')]],
    [
      'containers part paragraphs',
      'a<div>b<section>c</section></div>d',
      ['a', 'b', 'c', 'd'].map((t) => paragraph(t)),
    ],
    ['unknown elements leave their text', '<p>a<blink>b</blink><x-y>c</x-y></p>', [paragraph('abc')]],
    [
      'paragraphs of an item are its lines',
      '<ul><li><p>a</p><p>b</p></li></ul>',
      [paragraph('a\nb', { listItem: 'bullet', level: 1 })],
    ],
    [
      'text after a nested list',
      '<ol><li>a<ul><li>b</li></ul>c</li></ol>',
      [
        paragraph('a', { listItem: 'number', level: 1 }),
        paragraph('b', { listItem: 'bullet', level: 2 }),
        paragraph('c', { listItem: 'number', level: 1 }),
      ],
    ],
    [
      'paragraphs of a quotation',
      '<blockquote><p>a</p><p>b</p></blockquote>c',
      [paragraph('a', { style: 'blockquote' }), paragraph('b', { style: 'blockquote' }), paragraph('c')],
    ],
    ['an inline quotation', '<p>She said <q>no</q>.</p>', [paragraph('She said “no”.')]],
    [
      'a picture inside a paragraph follows it',
      '<p>a <img src="/i.png" alt="I"> b</p>',
      [paragraph('a b'), { _type: 'image', url: '/i.png', alt: 'I' }],
    ],
    ['a caption without a picture is text', '<figure><figcaption>c</figcaption></figure>', [paragraph('c')]],
    [
      'a protocol-relative address is https',
      '<img src="//example.org/i.png">',
      [{ _type: 'image', url: 'https://example.org/i.png', alt: '' }],
    ],
    [
      'a known frame is an embed of its page',
      '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?x=1"></iframe>',
      [{ _type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', provider: 'YouTube' }],
    ],
    [
      'a rule ends its paragraph',
      '<p>a</p>b<hr>c',
      [paragraph('a'), paragraph('b'), { _type: 'divider' }, paragraph('c')],
    ],
    [
      'recordings are embeds, by their first address that can be one',
      '<video src="https://x.example/a.mp4" title="T">old</video><audio><source src="/b.ogg"><source src="https://x.example/b.mp3"></audio>',
      [
        { _type: 'embed', url: 'https://x.example/a.mp4', title: 'T' },
        { _type: 'embed', url: 'https://x.example/b.mp3' },
      ],
    ],
    [
      'a recording keeps its caption, and its place behind a paragraph',
      '<p>a <video src="https://x.example/a.mp4"></video> b</p><figure><audio src="https://x.example/b.mp3"></audio><figcaption>C</figcaption></figure>',
      [
        paragraph('a b'),
        { _type: 'embed', url: 'https://x.example/a.mp4' },
        { _type: 'embed', url: 'https://x.example/b.mp3', title: 'C' },
      ],
    ],
    [
      'a recording without an address goes',
      'a<video src="javascript:x"><p>old</p></video>',
      [paragraph('a')],
    ],
    [
      'exponents and indices that Unicode has keep their meaning',
      '<p>10<sup>-3</sup> CO<sub>2</sub> 1<sup>st</sup> <sup><a href="#n">1</a></sup></p>',
      [
        {
          _type: 'block',
          style: 'normal',
          children: [
            { _type: 'span', text: '10⁻³ CO₂ 1st ', marks: [] },
            { _type: 'span', text: '¹', marks: ['l0'] },
          ],
          markDefs: [{ _type: 'link', href: '#n' }],
        },
      ],
    ],
    [
      'a picture that is loaded late has its own address',
      '<img src="data:image/gif;base64,R0" data-src="/a.jpg" alt="A"><img src="/b.jpg" data-lazy-src="javascript:x">',
      [
        { _type: 'image', url: '/a.jpg', alt: 'A' },
        { _type: 'image', url: '/b.jpg', alt: '' },
      ],
    ],
    [
      'an unknown frame goes',
      '<p>a</p><iframe src="https://example.org/embed/1"></iframe>',
      [paragraph('a')],
    ],
  ])('HTML: %s', (_, html, expected) => {
    expect(shapes({ html })).toEqual(expected);
  });

  it('reads tables: heading cells, spans, marks, line breaks, and a table inside a cell as lines', () => {
    const html =
      '<table><caption>C</caption><tr><th>h<td rowspan=2 colspan=3>a<b>b</b><br>c</td></tr>' +
      '<tr><td><p>x</p><table><tr><td>y</td><td>z</td></tr></table></td></tr></table>';
    const cell = (children: object[], more: object = {}): object => ({
      _type: 'cell',
      ...more,
      children,
      markDefs: [],
    });
    const span = (text: string, ...marks: string[]): object => ({ _type: 'span', text, marks });
    expect(shapes({ html })).toEqual([
      {
        _type: 'table',
        caption: 'C',
        rows: [
          {
            _type: 'row',
            cells: [
              cell([span('h')], { header: true }),
              cell([span('a'), span('b', 'strong'), span('\nc')], { colSpan: 3, rowSpan: 2 }),
            ],
          },
          { _type: 'row', cells: [cell([span('x\ny\nz')])] },
        ],
      },
    ]);
  });

  it('tells of what it passes over, each once', () => {
    const passed: string[] = [];
    const html = `<p>a <mark>b</mark> <blink><mark>c</mark></blink> <a href="tel:1">d</a> <a href="x.html">e</a> f<sup>st</sup></p>
      <script>if (a < b) { <b>x</b> }</script><object><embed src="x"></object><img src="data:x"><video src="/v.mp4"></video>
      <iframe src="https://example.org/1"></iframe><iframe src="https://player.vimeo.com/video/1"></iframe>
      <a href="/page"><img src="/i.png"></a><a href="/i.jpg?x"><img src="/i.png"></a>
      <figure><img src="/i.png"><figcaption><a href="/x">c</a></figcaption></figure><pre><img src="/i.png"></pre>`;
    const blocks = blocksOfHtml(html, (kind, name) => passed.push(`${kind} ${name}`));
    expect(blocks.map(({ _type }) => _type)).toEqual(['block', 'embed', 'image', 'image', 'image']);
    expect(passed.toSorted()).toEqual([
      'element blink',
      'element mark',
      'element mark',
      'element object',
      'element script',
      'element sup',
      'frame example.org',
      'image data:',
      'image in preformatted text',
      'link around a picture',
      'link in a caption',
      'link relative',
      'link tel:',
      'media relative',
    ]);
  });

  it('reads Markdown as the same HTML would be read', () => {
    const markdown = [
      '# Head',
      'One **strong _both_** ~~struck~~ `code` [link](https://example.org/)  \nnext',
      '- a\n  1. b\n     - c\n- d',
      '> said',
      '| h | i |\n|---|---|\n| 1 | 2 |',
      '```js\nlet a;\n```',
      '![Alt](/i.png)',
      '---',
      '<div onclick="x()">raw <i>html</i></div>',
    ].join('\n\n');
    const html =
      '<h1>Head</h1><p>One <b>strong <i>both</i></b> <s>struck</s> <code>code</code> ' +
      '<a href="https://example.org/">link</a><br>next</p><ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li>' +
      '<li>d</li></ul><blockquote>said</blockquote><table><tr><th>h</th><th>i</th></tr><tr><td>1</td><td>2</td></tr>' +
      '</table><pre><code class="language-js">let a;</code></pre><img src="/i.png" alt="Alt"><hr>raw <i>html</i>';
    expect(prepareBody({ markdown }).blocks).toEqual(prepareBody({ html }).blocks);
  });

  it('reads plain text: empty lines part paragraphs, single line ends stay', () => {
    const { blocks, html, text } = prepareBody({ text: '\r\na <b>\r\nb\r\n \r\n\r\nc\r\n' });
    expect(withoutKeys(blocks)).toEqual([paragraph('a <b>\nb'), paragraph('c')]);
    expect(html.replace(/ data-key="\w+"/g, '')).toBe('<p>a &lt;b&gt;<br>b</p>\n<p>c</p>');
    expect(text).toBe('a <b>\nb\n\nc');
  });

  it('drops NUL and other controls, replaces lone surrogates, and keeps bidi controls', () => {
    const dirty = 'a\u0000b\u0007c \uD800 d \u202Ee\u202C \u{1F600}';
    const clean = 'abc \uFFFD d \u202Ee\u202C \u{1F600}';
    const span = { _type: 'span', text: dirty };
    expect(prepareBody({ text: dirty }).text).toBe(clean);
    expect(prepareBody({ html: `<p>${dirty}</p>` }).text).toBe(clean);
    expect(prepareBody({ html: '<p>a&#0;b&#7;c &#xD800; d</p>' }).text).toBe('a\uFFFDbc \uFFFD d');
    expect(prepareBody({ markdown: dirty }).text).toBe(clean);
    expect(prepareBody({ blocks: [{ _type: 'block', children: [span] }] }).text).toBe(clean);
  });
});

describe('round trips', () => {
  it('gives the same blocks, keys and HTML when its HTML is read again', () => {
    const first = prepareBody({ html: EVERYTHING });
    const second = prepareBody({ html: first.html });
    expect(second).toEqual(first);
  });

  it('gives the same body when its blocks are sent back, through JSON and with null for absent', () => {
    const first = prepareBody({ html: EVERYTHING });
    const sent: unknown = JSON.parse(JSON.stringify(first.blocks));
    expect(prepareBody({ blocks: sent })).toEqual(first);
    const image = { _type: 'image', url: '/a.png', alt: 'A', caption: null, width: null };
    expect(shapes({ blocks: [image] })).toEqual([{ _type: 'image', url: '/a.png', alt: 'A' }]);
  });

  it.each([
    [
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      'YouTube',
      'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
    ],
    ['https://vimeo.com/76979871', 'Vimeo', 'https://player.vimeo.com/video/76979871'],
    [
      'https://open.spotify.com/embed/episode/1?a=b',
      'Spotify',
      'https://open.spotify.com/embed/episode/1?a=b',
    ],
    ['https://datawrapper.dwcdn.net/abc/1/', 'Datawrapper', 'https://datawrapper.dwcdn.net/abc/1/'],
  ])('names the player of an embed, loads nothing, and reads it back: %s', (url, provider, player) => {
    const { html, blocks } = prepareBody({ blocks: [{ _type: 'embed', url, provider }] });
    expect(html).toContain(` data-embed="${provider}" data-player="${player}"><a href="${url}"`);
    expect(html).not.toContain('<iframe');
    expect(prepareBody({ html }).blocks).toEqual(blocks);
  });

  it('keeps an embed without a player through HTML', () => {
    const embed = {
      _type: 'embed',
      _key: 'e',
      url: 'https://example.org/v',
      provider: 'Example',
      title: 'A "v"',
    };
    const { html } = prepareBody({ blocks: [embed] });
    expect(html).toBe(
      '<figure data-key="e" data-embed="Example"><a href="https://example.org/v" rel="noopener">A &quot;v&quot;</a></figure>',
    );
    expect(shapes({ html })).toEqual(withoutKeys([embed]));
  });
});

describe('HTML out', () => {
  it('nests lists three levels deep, each item with its key and each list with that of its first', () => {
    const item = (key: string, listItem: string, level: number): object => ({
      ...paragraph(key, { listItem, level }),
      _key: key,
    });
    const blocks = [
      item('a', 'bullet', 1),
      item('b', 'number', 2),
      item('c', 'bullet', 3),
      item('d', 'number', 2),
      item('e', 'bullet', 2),
      item('f', 'bullet', 1),
      item('g', 'number', 1),
    ];
    expect(prepareBody({ blocks }).html).toBe(
      '<ul data-key="a"><li data-key="a">a<ol data-key="b"><li data-key="b">b<ul data-key="c"><li data-key="c">c</li>' +
        '</ul></li><li data-key="d">d</li></ol><ul data-key="e"><li data-key="e">e</li></ul></li>' +
        '<li data-key="f">f</li></ul>\n<ol data-key="g"><li data-key="g">g</li></ol>',
    );
    const again = prepareBody({ html: prepareBody({ blocks }).html }).blocks;
    expect(withoutKeys(again)).toEqual(withoutKeys(blocks));
  });

  it('puts rel="noopener" on links that leave the site, and on no other', () => {
    const { html } = prepareBody({
      html: '<a href="HTTPS://example.org">a</a> <a href="/b">b</a> <a href="#c">c</a>',
    });
    expect(html).toContain('<a href="HTTPS://example.org" rel="noopener">a</a>');
    expect(html).toContain('<a href="/b">b</a> <a href="#c">c</a>');
  });

  it('has a data-key on every top-level element', () => {
    const { html, blocks } = prepareBody({ html: EVERYTHING });
    const keys = new Set(blocks.map((block) => block._key));
    const lines = html.split('\n').filter((line) => line.startsWith('<'));
    expect(lines).toHaveLength(11);
    for (const line of lines) expect(keys).toContain(/^<\w+ data-key="(\w+)"/.exec(line)?.[1]);
  });
});

describe('text, words and gaps', () => {
  it('parts paragraphs by empty lines, list items and table rows by line ends', () => {
    expect(prepareBody({ html: EVERYTHING }).text).toBe(
      'Head & tail\n\nOne strong both under struck a < b out, in, mail and\na new line.\n\na\nb\nc\nd\ne\n\nSaid she.\n\n' +
        'Name\tVotes\nX\t1\nnone\n\nif (a < b) {\n  x();\n}\n\nLast\n\nThe end.',
    );
  });

  it('counts words and minutes', () => {
    expect(prepareBody({ text: "Don't panic: it's 3.14 km." })).toMatchObject({
      wordCount: 5,
      readingMinutes: 1,
    });
    expect(prepareBody({ text: 'word '.repeat(238 * 7) })).toMatchObject({
      wordCount: 1666,
      readingMinutes: 7,
    });
  });

  it('has a gap after each paragraph but the last, with words and blocks so far', () => {
    const { gaps, blocks } = prepareBody({ text: 'one two\n\nthree\n\nfour five six' });
    expect(gaps).toEqual([
      { key: blocks[0]?._key, words: 2, blocks: 1 },
      { key: blocks[1]?._key, words: 3, blocks: 2 },
    ]);
  });

  it.each([
    ['after a heading', '<h2>a</h2><p>b</p>', []],
    ['before a heading', '<p>a</p><h2>b</h2>', [1]],
    ['beside a quotation', '<p>a</p><blockquote>b</blockquote><p>c</p>', []],
    ['beside a picture', '<p>a</p><img src="/i.png"><p>c</p>', []],
    ['beside an embed', '<p>a</p><iframe src="https://player.vimeo.com/video/1"></iframe><p>c</p>', []],
    ['beside a table', '<p>a</p><table><tr><td>b</td></tr></table><p>c</p>', []],
    ['beside code', '<p>a</p><pre>b</pre><p>c</p>', []],
    ['beside a divider', '<p>a</p><hr><p>c</p>', [1, 2]],
    ['inside a list', '<p>a</p><ul><li>b<ol><li>c</li></ol></li><li>d</li></ul><p>e</p>', [1, 4]],
    ['between two lists', '<ul><li>a</li></ul><ol><li>b</li></ol>', [1]],
    ['in a body of one block', '<p>a</p>', []],
  ])('places gaps: %s', (_, html, expected) => {
    expect(prepareBody({ html }).gaps.map((gap) => gap.blocks)).toEqual(expected);
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing', {}],
    ['null', null],
    ['an array', []],
    ['no form known', { word: 'a' }],
    ['two forms', { html: '<p>a</p>', text: 'a' }],
    ['a form and something else', { text: 'a', title: 'b' }],
    ['a number', { html: 1 }],
    ['an object as text', { text: {} }],
    ['empty HTML', { html: ' <p> </p><script>a</script> ' }],
    ['empty text', { text: ' \n ' }],
    ['empty Markdown', { markdown: '' }],
    ['no blocks', { blocks: [] }],
    ['blocks without text', { blocks: [{ _type: 'block', children: [{ _type: 'span', text: ' ' }] }] }],
  ])('%s', (_, input) => {
    expect(faultsOf(input).map((fault) => fault.pointer)).toEqual(['/body']);
  });

  it('reads a body whose other forms are undefined or null', () => {
    expect(prepareBody({ text: 'a', html: undefined, blocks: null } as never).text).toBe('a');
  });

  it.each([
    ['text', { text: 'a'.repeat(1_000_001) }],
    ['HTML', { html: `<p>${'a'.repeat(1_000_000)}` }],
    ['blocks of text', { text: 'a\n\n'.repeat(5_001) }],
    ['blocks of HTML', { html: '<p>a'.repeat(5_001) }],
    ['blocks of Markdown', { markdown: 'a\n\n'.repeat(5_001) }],
    ['blocks', { blocks: Array.from({ length: 5_001 }, () => ({ _type: 'divider' })) }],
    [
      'text in blocks',
      {
        blocks: Array.from({ length: 11 }, () => ({ _type: 'code', code: 'a'.repeat(100_000) })),
      },
    ],
  ])('too much: %s', (_, input) => {
    expect(faultsOf(input)).toEqual([{ pointer: '/body', code: 'TOO_LONG' }]);
  });

  it('takes bodies of exactly the largest size', () => {
    expect(prepareBody({ text: 'a'.repeat(1_000_000) }).blocks).toHaveLength(1);
    expect(prepareBody({ text: 'a\n\n'.repeat(5_000) }).blocks).toHaveLength(5_000);
    expect(prepareBody({ html: '<p>a'.repeat(5_000) }).blocks).toHaveLength(5_000);
  });

  const span = { _type: 'span', text: 'a' };
  it.each<[string, unknown, string, string]>([
    ['no object', 'a', '', 'INVALID_TYPE'],
    ['no type', {}, '/_type', 'REQUIRED'],
    ['an unknown type', { _type: 'video' }, '/_type', 'UNKNOWN_VALUE'],
    ['an empty type', { _type: '' }, '/_type', 'UNKNOWN_VALUE'],
    ['an unknown style', { _type: 'block', style: 'h7', children: [span] }, '/style', 'UNKNOWN_VALUE'],
    [
      'an unknown list',
      { _type: 'block', listItem: 'square', children: [span] },
      '/listItem',
      'UNKNOWN_VALUE',
    ],
    [
      'a bad level',
      { _type: 'block', listItem: 'bullet', level: 0, children: [span] },
      '/level',
      'OUT_OF_RANGE',
    ],
    ['no children', { _type: 'block' }, '/children', 'REQUIRED'],
    ['children of a wrong type', { _type: 'block', children: {} }, '/children', 'INVALID_TYPE'],
    [
      'a span without text',
      { _type: 'block', children: [{ _type: 'span' }] },
      '/children/0/text',
      'REQUIRED',
    ],
    [
      'a text that is none',
      { _type: 'block', children: [{ _type: 'span', text: 1 }] },
      '/children/0/text',
      'INVALID_TYPE',
    ],
    [
      'an inline object',
      { _type: 'block', children: [span, { _type: 'emoji', text: '' }] },
      '/children/1/_type',
      'UNKNOWN_VALUE',
    ],
    [
      'an unknown mark',
      { _type: 'block', children: [{ ...span, marks: ['em', 'blink'] }] },
      '/children/0/marks/1',
      'UNKNOWN_VALUE',
    ],
    ['an unknown member', { _type: 'divider', 'on/click': 'x' }, '/on~1click', 'UNKNOWN_MEMBER'],
    ['__proto__', JSON.parse('{"_type":"divider","__proto__":{"a":1}}'), '/__proto__', 'UNKNOWN_MEMBER'],
    ['a bad key', { _type: 'divider', _key: '"><script>' }, '/_key', 'INVALID_KEY'],
    [
      'a bad href',
      { _type: 'block', children: [span], markDefs: [{ _type: 'link', _key: 'l', href: 'javascript:a' }] },
      '/markDefs/0/href',
      'INVALID_URL',
    ],
    [
      'no href',
      { _type: 'block', children: [span], markDefs: [{ _type: 'link', _key: 'l' }] },
      '/markDefs/0/href',
      'REQUIRED',
    ],
    [
      'a link named as a decorator',
      { _type: 'block', children: [span], markDefs: [{ _type: 'link', _key: 'em', href: '/' }] },
      '/markDefs/0/_key',
      'INVALID_KEY',
    ],
    [
      'a link without a key',
      { _type: 'block', children: [span], markDefs: [{ _type: 'link', href: '/' }] },
      '/markDefs/0/_key',
      'REQUIRED',
    ],
    [
      'the same key twice inside',
      {
        _type: 'block',
        children: [
          { ...span, _key: 'x' },
          { ...span, _key: 'x' },
        ],
      },
      '/children/1/_key',
      'DUPLICATE_KEY',
    ],
    ['a picture without url', { _type: 'image', alt: 'a' }, '/url', 'REQUIRED'],
    ['a picture of data', { _type: 'image', url: 'data:image/png;base64,AA' }, '/url', 'INVALID_URL'],
    ['a bad width', { _type: 'image', url: '/a', width: 1.5 }, '/width', 'OUT_OF_RANGE'],
    ['a relative embed', { _type: 'embed', url: '/a' }, '/url', 'INVALID_URL'],
    ['a table without rows', { _type: 'table' }, '/rows', 'REQUIRED'],
    [
      'a bad cell',
      { _type: 'table', rows: [{ cells: [{ children: [span] }, 1] }] },
      '/rows/0/cells/1',
      'INVALID_TYPE',
    ],
    [
      'a cell with a wrong flag',
      { _type: 'table', rows: [{ cells: [{ header: 1, children: [span] }] }] },
      '/rows/0/cells/0/header',
      'INVALID_TYPE',
    ],
    ['code without code', { _type: 'code' }, '/code', 'REQUIRED'],
    ['a bad language', { _type: 'code', code: 'a', language: '"x"' }, '/language', 'UNKNOWN_VALUE'],
  ])('blocks: %s', (_, block, pointer, code) => {
    expect(faultsOf({ blocks: [{ _type: 'divider' }, block] })).toEqual([
      { pointer: `/body/blocks/1${pointer}`, code },
    ]);
  });

  it('tells all faults of a body at once, and at most a hundred', () => {
    const bad = { _type: 'block', style: 'x', children: [{ _type: 'span', text: 'a', marks: ['y'] }] };
    expect(
      faultsOf({ blocks: [bad, { _type: 'divider', _key: 'k' }, { _type: 'divider', _key: 'k' }] }),
    ).toEqual([
      { pointer: '/body/blocks/0/style', code: 'UNKNOWN_VALUE' },
      { pointer: '/body/blocks/0/children/0/marks/0', code: 'UNKNOWN_VALUE' },
      { pointer: '/body/blocks/2/_key', code: 'DUPLICATE_KEY' },
    ]);
    expect(faultsOf({ blocks: Array.from({ length: 5_000 }, () => 1) })).toHaveLength(100);
    expect(faultsOf({ blocks: 'a' })).toEqual([{ pointer: '/body/blocks', code: 'INVALID_TYPE' }]);
  });
});

describe('blocks in', () => {
  it('makes missing keys, drops unused links and empty spans, and maps headings', () => {
    const [block] = prepareBody({
      blocks: [
        {
          _type: 'block',
          style: 'h1',
          level: 2,
          children: [
            { _type: 'span', _key: 's0', text: 'a', marks: ['em', 'x', 'em'] },
            { _type: 'span', text: '' },
            { _type: 'span', text: 'b' },
          ],
          markDefs: [
            { _type: 'link', _key: 'x', href: ' https://example.org/\n ' },
            { _type: 'link', _key: 'y', href: '/unused' },
          ],
        },
      ],
    }).blocks;
    const expected: Partial<Block> = {
      _type: 'block',
      style: 'h2',
      children: [
        { _type: 'span', _key: 's0', text: 'a', marks: ['em', 'x'] },
        { _type: 'span', _key: 's2', text: 'b', marks: [] },
      ],
      markDefs: [{ _type: 'link', _key: 'x', href: 'https://example.org/' }],
    };
    expect(block).toEqual({ ...expected, _key: expect.stringMatching(/^[0-9a-f]{12}$/) as unknown });
  });
});
