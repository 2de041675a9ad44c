import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { prepareBody } from '../body/body.js';
import type { LossKind } from './losses.js';
import { MediaIndex } from './media-index.js';
import { bodyOf } from './post-body.js';
import { Tally } from '../markup/tally.js';
import type { WxrItem } from './wxr.js';

const item = (more: Partial<WxrItem> = {}): WxrItem =>
  ({ id: '9', title: '', excerpt: '', parent: '0', menuOrder: '0', meta: new Map(), ...more }) as WxrItem;

const file = (id: string, name: string, more: Partial<WxrItem> = {}) =>
  item({ id, attachmentUrl: `https://blog.example/files/${name}`, parent: '9', ...more });

const MEDIA = [
  file('11', 'a.jpg', {
    meta: new Map([['_wp_attachment_image_alt', 'A "view"']]),
    excerpt: 'The <b>view</b>',
  }),
  file('12', 'b.png', {
    meta: new Map([['_wp_attachment_metadata', 'a:5:{s:5:"width";i:640;s:6:"height";i:480;}']]),
  }),
  file('13', 'c.mp3', { title: 'A song' }),
  file('14', 'd.mp4', { parent: '0' }),
];

interface Options {
  readonly meta?: Readonly<Record<string, string>>;
  readonly reusable?: ReadonlyMap<string, string>;
}

/** The body of a post as HTML without keys, and what was lost as `kind name count`. */
function convert(content: string, { meta = {}, reusable = new Map() }: Options = {}) {
  const media = new MediaIndex();
  for (const one of MEDIA) media.add(one);
  const losses = new Tally<LossKind>();
  const post = item({ content, meta: new Map(Object.entries(meta)) });
  const blocks = bodyOf({ item: post, base: 'https://blog.example', media, reusable, losses }, content);
  const html = blocks.length === 0 ? '' : prepareBody({ blocks }).html;
  return {
    blocks,
    html: html
      .replaceAll(/ (?:data-key="[^"]*"|loading="lazy"|rel="noopener"|data-embed="[^"]*")/g, '')
      .replaceAll(/ (?:allow|referrerpolicy)="[^"]*"/g, ''),
    lost: losses.list().map(({ kind, name, count }) => `${kind} ${name} ${count}`),
  };
}

const html = (content: string, options?: Options) => convert(content, options).html;
const lost = (content: string, options?: Options) => convert(content, options).lost;

describe('the classic editor', () => {
  it.each<[what: string, content: string, expected: string]>([
    ['empty lines part paragraphs', 'One\n\nTwo\n \n\nThree', '<p>One</p>\n<p>Two</p>\n<p>Three</p>'],
    ['line ends are breaks', 'One\nTwo\r\nThree', '<p>One<br>Two<br>Three</p>'],
    ['a break and a line end are one break', 'One<br />\nTwo', '<p>One<br>Two</p>'],
    ['two breaks are a new paragraph', 'One<br><br>Two', '<p>One</p>\n<p>Two</p>'],
    [
      'marks go on over paragraphs',
      '<strong>One\n\nTwo</strong>',
      '<p><strong>One</strong></p>\n<p><strong>Two</strong></p>',
    ],
    ['line ends beside marks count', '<em>One</em>\n<em>Two</em>', '<p><em>One</em><br><em>Two</em></p>'],
    ['spaces between marks stay', '<em>One</em> <b>Two</b>', '<p><em>One</em> <strong>Two</strong></p>'],
    ['blocks part paragraphs', 'One\n<h2>Two</h2>\nThree', '<p>One</p>\n<h2>Two</h2>\n<p>Three</p>'],
    [
      'line ends around blocks mean nothing',
      '\n<ul>\n\t<li>One</li>\n\n\t<li>Two</li>\n</ul>\n',
      '<ul><li>One</li><li>Two</li></ul>',
    ],
    ['line ends in an item are breaks', '<ul><li>One\nTwo</li></ul>', '<ul><li>One<br>Two</li></ul>'],
    [
      'quotations have paragraphs',
      '<blockquote>One\n\nTwo</blockquote>',
      '<blockquote>One</blockquote>\n<blockquote>Two</blockquote>',
    ],
    [
      'preformatted text is as it is',
      '<pre>a\n\n  b\n[gallery]</pre>',
      '<pre><code>a\n\n  b\n[gallery]</code></pre>',
    ],
    ['a rule ends a paragraph', '<b>One</b>\n<hr />\nTwo', '<p><strong>One</strong></p>\n<hr>\n<p>Two</p>'],
    ['written paragraphs stay', '<p>One</p>\n<p>Two\nTwo</p>', '<p>One</p>\n<p>Two<br>Two</p>'],
    ['empty paragraphs go', 'One\n\n&nbsp;\n\n<p></p>\n\nTwo', '<p>One</p>\n<p>Two</p>'],
    ['more and pages part nothing in a line', 'One<!--more--> two', '<p>One two</p>'],
    ['pages follow each other', 'One\n\n<!--nextpage-->\n\nTwo', '<p>One</p>\n<p>Two</p>'],
    ['what looks like a tag is text', '1 < 2 and <3 you', '<p>1 &lt; 2 and &lt;3 you</p>'],
    [
      'attributes may hold line ends',
      '<a\nhref="https://x.example/"\ntitle="a\n\nb">One</a>',
      '<p><a href="https://x.example/">One</a></p>',
    ],
    [
      'indices and exponents keep their meaning',
      'H<sub>2</sub>O, 10<sup>-3</sup>, 1<sup>st</sup>',
      '<p>H₂O, 10⁻³, 1st</p>',
    ],
    ['nothing is nothing', ' \n\n&nbsp;', ''],
  ])('%s', (_what, content, expected) => {
    expect(html(content)).toBe(expected);
  });

  it('shows what stands alone on a line by its address, and links to what it does not know', () => {
    expect(
      html(
        'See:\nhttps://www.youtube.com/watch?v=abcdefghijk\n\nhttps://x.com/a/status/1?a=1&amp;b=2\n\nhttps://example.org/story',
      ),
    ).toBe(
      '<p>See:</p>\n<figure data-player="https://www.youtube-nocookie.com/embed/abcdefghijk"><a href="https://www.youtube.com/watch?v=abcdefghijk">https://www.youtube.com/watch?v=abcdefghijk</a></figure>\n' +
        '<figure><a href="https://x.com/a/status/1?a=1&amp;b=2">https://x.com/a/status/1?a=1&amp;b=2</a></figure>\n' +
        '<p><a href="https://example.org/story">https://example.org/story</a></p>',
    );
    expect(html('Look at https://vimeo.com/123456 here')).toBe(
      '<p>Look at https://vimeo.com/123456 here</p>',
    );
    expect(html('<li>https://vimeo.com/123456</li>')).not.toContain('iframe');
  });

  it('keeps players that its plugins wrote: frames, objects, cards, recordings', () => {
    const object =
      '<object width="1"><param name="movie" value="http://www.youtube.com/v/abcdefghijk&hl=en"></param><embed src="http://www.youtube.com/v/abcdefghijk"></embed></object>';
    const card =
      '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Xyz/"><div>View this <a href="#">post</a></div></blockquote> <script async src="//www.instagram.com/embed.js"></script>';
    const { blocks, lost } = convert(
      [
        'Before',
        object,
        card,
        '<iframe src="//player.vimeo.com/video/123456"></iframe>',
        '<iframe src="https://maps.example/embed?x=1&amp;y=2">Old</iframe>',
        '<video controls><source src="/files/d.mp4"><source src="https://blog.example/files/d.webm">Old</video>',
        '<audio src="https://blog.example/files/c.mp3"></audio>',
        'After',
      ].join('\n\n'),
    );
    expect(blocks.map((block) => ('url' in block ? block.url : block._type))).toEqual([
      'block',
      'https://www.youtube.com/watch?v=abcdefghijk',
      'https://www.instagram.com/p/Xyz/',
      'https://vimeo.com/123456',
      'https://maps.example/embed?x=1&y=2',
      'https://blog.example/files/d.webm',
      'https://blog.example/files/c.mp3',
      'block',
    ]);
    expect(lost).toEqual(['frame maps.example 1', 'element script 1', 'media relative 1']);
  });

  it('says what it passed over', () => {
    const content = `<form action="/x"><input name="a"><select><option>One</option></select></form>
<style>p { color: red }</style><p style="text-align: center; color: #f00">Red</p>
<font color="red" size="5">Old</font> <a href="javascript:alert(1)">Bad</a> <a href="tel:123">Call</a>
<img class="alignleft" src="data:image/png;base64,AAAA"> <img src="/files/a.jpg" alt="A">
<a href="https://blog.example/gallery/"><img src="https://blog.example/files/b.png"></a> <object data="x.swf"></object>`;
    expect(lost(content).toSorted()).toEqual(
      [
        'element form 1',
        'element input 1',
        'element object 1',
        'element select 1',
        'element style 1',
        'image data: 1',
        'link around a picture 1',
        'link javascript: 1',
        'link tel: 1',
        'style alignment 2',
        'style colour 2',
        'style font size 1',
      ].toSorted(),
    );
    expect(html(content)).toContain('<img src="https://blog.example/files/a.jpg" alt="A">');
  });
});

describe('shortcodes', () => {
  it.each<[what: string, content: string, expected: string]>([
    [
      'a caption behind its picture',
      '[caption id="x" width="300"]<a href="/b.jpg"><img src="https://x.example/a.jpg" alt="A" /></a> The <em>view</em>[/caption]',
      '<figure><img src="https://x.example/a.jpg" alt="A"><figcaption>The view</figcaption></figure>',
    ],
    [
      'a caption in an attribute',
      '[caption caption="The view, seen"]<img src="https://x.example/a.jpg">[/caption]',
      '<figure><img src="https://x.example/a.jpg" alt=""><figcaption>The view, seen</figcaption></figure>',
    ],
    [
      'a gallery by ids',
      '[gallery ids="12, 11" columns="2"]',
      '<figure><img src="https://blog.example/files/b.png" alt="" width="640" height="480"></figure>\n' +
        '<figure><img src="https://blog.example/files/a.jpg" alt="A &quot;view&quot;"><figcaption>The view</figcaption></figure>',
    ],
    [
      'a gallery of what was uploaded to the post',
      '[gallery exclude="12"]',
      '<figure><img src="https://blog.example/files/a.jpg" alt="A &quot;view&quot;"><figcaption>The view</figcaption></figure>',
    ],
    [
      'a recording',
      '[video width="1" mp4="https://x.example/a.mp4"][/video]',
      '<figure><a href="https://x.example/a.mp4">https://x.example/a.mp4</a></figure>',
    ],
    [
      'a recording as it was written once',
      '[audio https://x.example/a.mp3|width=180]',
      '<figure><a href="https://x.example/a.mp3">https://x.example/a.mp3</a></figure>',
    ],
    [
      'a playlist',
      '[playlist ids="13"]',
      '<figure><a href="https://blog.example/files/c.mp3">A song</a></figure>',
    ],
    [
      'an embed',
      '[embed width="1"]https://vimeo.com/123456[/embed]',
      '<figure data-player="https://player.vimeo.com/video/123456"><a href="https://vimeo.com/123456">https://vimeo.com/123456</a></figure>',
    ],
    [
      'a player of WordPress.com',
      '[youtube=http://www.youtube.com/watch?v=abcdefghijk&w=640]',
      '<figure data-player="https://www.youtube-nocookie.com/embed/abcdefghijk"><a href="https://www.youtube.com/watch?v=abcdefghijk">https://www.youtube.com/watch?v=abcdefghijk</a></figure>',
    ],
    [
      'a player by its id',
      '[vimeo 123456]',
      '<figure data-player="https://player.vimeo.com/video/123456"><a href="https://vimeo.com/123456">https://vimeo.com/123456</a></figure>',
    ],
    [
      'source text',
      '[sourcecode language="php"]\n&lt;?php echo [gallery]; ?&gt;\n\n$a &amp;&amp; $b[/sourcecode]',
      '<pre><code class="language-php">&lt;?php echo [gallery]; ?&gt;\n\n$a &amp;&amp; $b</code></pre>',
    ],
    ['a language', '[css]a > b {}[/css]', '<pre><code class="language-css">a &gt; b {}</code></pre>'],
    ['a quotation', '[quote]Said.[/quote]', '<blockquote>Said.</blockquote>'],
    [
      'what one encloses',
      '[vc_row][vc_column width="1/2"]One[/vc_column][vc_column]Two[/vc_column][/vc_row]',
      '<p>One</p>\n<p>Two</p>',
    ],
    ['what one marks inside a line', 'A [dropcap style="2"]w[/dropcap]ord', '<p>A word</p>'],
    [
      'a button as a link',
      '[button url="https://x.example/" colour="red"]Read[/button]',
      '<p><a href="https://x.example/">Read</a></p>',
    ],
    ['a note at its place', 'Word[ref]A source.[/ref].', '<p>Word (A source.).</p>'],
    ['the heading of a tab', '[tab title="First"]One[/tab]', '<p><strong>First</strong></p>\n<p>One</p>'],
    [
      'quotation marks of editors',
      '[button url=&#8221;https://x.example/&#8221;]Read[/button]',
      '<p><a href="https://x.example/">Read</a></p>',
    ],
    ['shortcodes inside each other', '[a x="1"][b]One [d]two[/d][/b][/a]', '<p>One two</p>'],
    ['what is never ended', '[a x="1"]One [b y="1"]two[/a] three', '<p>One two three</p>'],
  ])('keep %s', (_what, content, expected) => {
    expect(html(content)).toBe(expected);
  });

  it.each([
    'He said [sic] so.',
    'As shown before [1], [2] and [3, p. 4].',
    'And so on [...] and on […].',
    '[Editor’s note: this is prose]',
    '[Update 4/5] More.',
    '[applause]',
    'A [b] c [d].',
    'a[i] = b[j]; x[0]',
    '[see the list]',
    'An open [bracket',
    'A link [to nothing](here)',
  ])('leave prose alone: %s', (prose) => {
    expect(convert(prose)).toMatchObject({ html: `<p>${prose}</p>`, lost: [] });
  });

  it('show what was doubled to be shown', () => {
    expect(html('Write [[gallery]] or [[caption]x[/caption]].')).toBe(
      '<p>Write [gallery] or [caption]x[/caption].</p>',
    );
    expect(html('<code>[[gallery]]</code> and [[Wiki link]]')).toBe(
      '<p><code>[gallery]</code> and [[Wiki link]]</p>',
    );
  });

  it('are counted by name when they go', () => {
    expect(
      lost(
        '[contact-form-7 id="1"] [gallery ids="99"] [my_plugin] [x/] [box a="1"]One[/box] [playlist type="video"]',
      ),
    ).toEqual([
      'shortcode box 1',
      'shortcode contact-form-7 1',
      'shortcode my_plugin 1',
      'shortcode playlist 1',
      'shortcode x 1',
      'image not in the export 1',
    ]);
  });
});

describe('the block editor', () => {
  const block = (name: string, inner: string, attributes = '') =>
    `<!-- wp:${name}${attributes && ` ${attributes}`} -->\n${inner}\n<!-- /wp:${name} -->`;

  it.each<[what: string, content: string, expected: string]>([
    [
      'paragraphs and headings',
      block('paragraph', '<p>One\ntwo</p>') + block('heading', '<h2 class="x">Three</h2>'),
      '<p>One two</p>\n<h2>Three</h2>',
    ],
    [
      'lists',
      block(
        'list',
        `<ul>${block('list-item', `<li>One${block('list', '<ol><li>Two</li></ol>', '{"ordered":true}')}</li>`)}</ul>`,
      ),
      '<ul><li>One<ol><li>Two</li></ol></li></ul>',
    ],
    [
      'a picture with its caption',
      block(
        'image',
        '<figure class="wp-block-image"><img src="https://x.example/a.jpg" alt="A"/><figcaption>The view</figcaption></figure>',
        '{"id":11}',
      ),
      '<figure><img src="https://x.example/a.jpg" alt="A"><figcaption>The view</figcaption></figure>',
    ],
    [
      'a gallery and its caption',
      block(
        'gallery',
        '<figure class="wp-block-gallery"><figure><img src="https://x.example/a.jpg" alt="A"/><figcaption>One</figcaption></figure><figure><img src="https://x.example/b.jpg" alt="B"/></figure><figcaption class="blocks-gallery-caption">All</figcaption></figure>',
      ),
      '<figure><img src="https://x.example/a.jpg" alt="A"><figcaption>One</figcaption></figure>\n<figure><img src="https://x.example/b.jpg" alt="B"></figure>\n<p>All</p>',
    ],
    [
      'a gallery that only has ids',
      block('gallery', '', '{"ids":[12]}'),
      '<figure><img src="https://blog.example/files/b.png" alt="" width="640" height="480"></figure>',
    ],
    [
      'quotations',
      block('quote', '<blockquote><p>One</p><cite>Ada</cite></blockquote>') +
        block('pullquote', '<figure><blockquote><p>Two</p></blockquote></figure>'),
      '<blockquote>One</blockquote>\n<blockquote><em>Ada</em></blockquote>\n<blockquote>Two</blockquote>',
    ],
    [
      'tables',
      block(
        'table',
        '<figure><table><tbody><tr><td>1</td></tr></tbody></table><figcaption>T</figcaption></figure>',
      ),
      '<table><caption>T</caption><tbody><tr><td>1</td></tr></tbody></table>',
    ],
    [
      'code',
      block('code', '<pre class="wp-block-code"><code>a &lt; b\n[gallery]</code></pre>'),
      '<pre><code>a &lt; b\n[gallery]</code></pre>',
    ],
    [
      'verse',
      block('verse', '<pre class="wp-block-verse">One <em>line</em>\nTwo</pre>'),
      '<p>One <em>line</em><br>Two</p>',
    ],
    ['separators', block('separator', '<hr class="wp-block-separator"/>'), '<hr>'],
    [
      'columns one after the other',
      block(
        'columns',
        `<div>${block('column', `<div>${block('paragraph', '<p>One</p>')}</div>`)}${block('column', `<div>${block('paragraph', '<p>Two</p>')}</div>`)}</div>`,
      ),
      '<p>One</p>\n<p>Two</p>',
    ],
    [
      'embeds by their address',
      block(
        'embed',
        '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://x.com/a/status/1\n</div><figcaption>Said</figcaption></figure>',
        '{"url":"https://x.com/a/status/1"}',
      ) + block('core-embed/vimeo', '<figure>https://vimeo.com/123456</figure>'),
      '<figure><a href="https://x.com/a/status/1">Said</a></figure>\n<figure data-player="https://player.vimeo.com/video/123456"><a href="https://vimeo.com/123456">https://vimeo.com/123456</a></figure>',
    ],
    [
      'recordings',
      block(
        'video',
        '<figure><video controls src="https://x.example/a.mp4"></video><figcaption>Film</figcaption></figure>',
      ),
      '<figure><a href="https://x.example/a.mp4">Film</a></figure>',
    ],
    [
      'a file without its button',
      block(
        'file',
        '<div class="wp-block-file"><a href="https://x.example/a.pdf">Report</a><a href="https://x.example/a.pdf" class="wp-block-file__button" download>Download</a></div>',
      ),
      '<p><a href="https://x.example/a.pdf">Report</a></p>',
    ],
    [
      'buttons as links',
      block(
        'buttons',
        `<div>${block('button', '<div class="wp-block-button"><a class="wp-block-button__link" href="/join">Join</a></div>')}</div>`,
      ),
      '<p><a href="/join">Join</a></p>',
    ],
    [
      'an old cover',
      block(
        'cover',
        '<div class="wp-block-cover" style="background-image:url(https://x.example/a.jpg)"><p>Over it</p></div>',
        '{"url":"https://x.example/a.jpg"}',
      ),
      '<figure><img src="https://x.example/a.jpg" alt=""></figure>\n<p>Over it</p>',
    ],
    [
      'shortcodes',
      block('shortcode', '[gallery ids="12"]'),
      '<figure><img src="https://blog.example/files/b.png" alt="" width="640" height="480"></figure>',
    ],
    [
      'the classic editor between blocks',
      `One\n\nTwo${block('paragraph', '<p>Three</p>')}Four\nFive`,
      '<p>One</p>\n<p>Two</p>\n<p>Three</p>\n<p>Four<br>Five</p>',
    ],
    ['blocks that are never ended', '<!-- wp:group --><div><!-- wp:paragraph --><p>One</p>', '<p>One</p>'],
    ['ends without a beginning', '<p>One</p><!-- /wp:group --><p>Two</p>', '<p>One</p>\n<p>Two</p>'],
    [
      'attributes that are no JSON',
      '<!-- wp:paragraph {"a":} --><p>One</p><!-- /wp:paragraph -->',
      '<p>One</p>',
    ],
    ['blocks of plugins that hold something', block('acme/notice', '<div><p>One</p></div>'), '<p>One</p>'],
  ])('keeps %s', (_what, content, expected) => {
    expect(html(content)).toBe(expected);
  });

  it('drops what WordPress fills when it shows the page, and counts it by name', () => {
    const content = `<!-- wp:latest-posts {"postsToShow":3} /-->
<!-- wp:query --><div><!-- wp:post-template --><!-- wp:post-title /--><p>Pattern</p><!-- /wp:post-template --></div><!-- /wp:query -->
<!-- wp:acme/chart {"id":1} /--><!-- wp:acme/form --><div class="x"> </div><!-- /wp:acme/form -->
<!-- wp:block {"ref":404} /-->
<!-- wp:paragraph {"align":"center","textColor":"red","style":{"typography":{"fontSize":"9px"}}} --><p class="has-text-align-center has-red-color">Kept</p><!-- /wp:paragraph -->`;
    expect(convert(content)).toMatchObject({
      html: '<p>Kept</p>',
      lost: [
        'block acme/chart 1',
        'block acme/form 1',
        'block block 1',
        'block latest-posts 1',
        'block post-template 1',
        'block post-title 1',
        'style alignment 1',
        'style colour 1',
        'style font size 1',
      ],
    });
  });

  it('repeats reusable blocks only until a post would be longer than any is', () => {
    const twenty = (ref: number) => `<!-- wp:block {"ref":${ref}} /-->`.repeat(20);
    const reusable = new Map([
      ['1', twenty(2)],
      ['2', twenty(3)],
      ['3', `<!-- wp:paragraph --><p>${'word '.repeat(60)}</p><!-- /wp:paragraph -->`],
    ]);
    const { blocks, lost: counted } = convert(twenty(1), { reusable });
    expect(blocks.length).toBeGreaterThan(1_000);
    expect(blocks.length).toBeLessThan(4_000);
    expect(counted).toEqual([expect.stringMatching(/^block block \d+$/)]);
  });

  it('puts reusable blocks where they are used, and texts of footnotes behind the post', () => {
    const reusable = new Map([
      ['5', block('paragraph', '<p>Again</p>')],
      ['6', '<!-- wp:block {"ref":6} /-->'],
    ]);
    expect(html('<!-- wp:block {"ref":5} /--><!-- wp:block {"ref":6} /-->', { reusable })).toBe(
      '<p>Again</p>',
    );
    const footnotes = JSON.stringify([{ id: 'a', content: 'A <em>source</em>' }]);
    expect(
      html(
        `${block('paragraph', '<p>Said<sup class="fn"><a href="#a">1</a></sup></p>')}<!-- wp:footnotes /-->`,
        { meta: { footnotes } },
      ),
    ).toBe('<p>Said<a href="#a">¹</a></p>\n<ol><li>A <em>source</em></li></ol>');
  });
});

describe('hostile content', () => {
  const MEGABYTE = 1024 * 1024;
  const filled = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length));

  it.each<[what: string, content: string]>([
    ['brackets', filled('[')],
    ['shortcodes that never end', filled('[a ')],
    ['shortcodes around each other', filled('[a]')],
    ['shortcodes that are ended at the end', `${filled('[a]')}[/a]`],
    ['shortcodes inside each other', `${'[a]'.repeat(150_000)}${'[/a]'.repeat(150_000)}`],
    ['ends of shortcodes', filled('[/a]')],
    ['doubled shortcodes', filled('[[gallery]]')],
    ['attributes of a shortcode', `[a ${filled('b="c" ')}]`],
    ['block delimiters that never end', filled('<!-- wp:')],
    ['blocks inside each other', filled('<!-- wp:group -->')],
    ['ends of blocks', filled('<!-- /wp:group -->')],
    ['a block with long attributes', `<!-- wp:a {${filled('} ')} -->`],
    ['comments that never end', filled('<!--')],
    ['tags that never end', filled('<a ')],
    ['quotation marks that never end', filled('<a b="')],
    ['tags inside each other', filled('<b>')],
    ['tags of blocks', filled('<p>')],
    ['raw elements that never end', filled('<script>')],
    ['frames that never end', filled('<iframe src="https://x.example/">')],
    ['objects that never end', filled('<object>')],
    ['captions that never end', filled('[caption]<img src="https://x.example/a">')],
    ['spaces', filled(' ')],
    ['spaces and line ends', filled('  \n')],
    ['line ends', filled('a\n')],
    ['references', filled('&amp;')],
    ['addresses', filled('https://x.example/a\n')],
    ['one word', filled('x')],
  ])('of %s takes no time to speak of', { timeout: 60_000 }, (_what, content) => {
    const start = performance.now();
    try {
      convert(content);
    } catch (error) {
      expect((error as { code?: string }).code).toBe('INVALID_INPUT');
    }
    // A quadratic step takes minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('with too many shortcodes inside each other shows no end of one', () => {
    for (const name of ['odd', 'vc_row']) {
      const { html: kept } = convert(`${`[${name}]`.repeat(80)}Text${`[/${name}]`.repeat(80)} after`);
      expect(
        kept
          .replaceAll(/<\/?p>|\s+/g, ' ')
          .trim()
          .replaceAll(/ +/g, ' '),
      ).toBe('Text after');
    }
  });

  it('that is nested too deeply keeps its text', () => {
    const { html: kept, lost: gone } = convert(`${'<b>'.repeat(300)}One\n\nTwo &amp; three`);
    expect(kept).toBe('<p>One</p>\n<p>Two &amp; three</p>');
    expect(gone).toEqual(['text formatting that was never ended 1']);
  });
});
