import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../platform/api/errors.js';
import { prepareBody, type BodyInput } from './body.js';
import { commentHtml } from './comment-text.js';

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'p h2 h3 h4 blockquote ul ol li table pre hr'.split(' ').map((name) => [name, ['data-key']]),
  ),
  ...Object.fromEntries(
    'strong em u s br caption tbody tr figcaption cite'.split(' ').map((name) => [name, []]),
  ),
  a: ['href', 'rel'],
  code: ['class'],
  figure: ['data-key', 'data-embed', 'data-player'],
  img: ['src', 'alt', 'width', 'height', 'loading'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

const PLAYER = /^https:\/\/(?:www\.youtube-nocookie\.com\/embed\/[\w-]+|player\.vimeo\.com\/video\/\d+)$/;

/** What of some HTML is not among the elements, attributes and addresses that a body may have. */
function dangersIn(html: string): string[] {
  const dangers: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const allowed = ATTRIBUTES[name];
      if (!allowed) dangers.push(`<${name}>`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (!allowed?.includes(attribute)) dangers.push(`${name} ${attribute}`);
        if (attribute === 'href' && !/^(?:https?:\/\/|mailto:|[#?]|\/(?![/\\]))/i.test(value))
          dangers.push(value);
        if (attribute === 'src' && name === 'img' && !/^(?:https?:\/\/|\/(?![/\\]))/i.test(value))
          dangers.push(value);
        if (attribute === 'data-player' && !PLAYER.test(value)) dangers.push(value);
      }
    },
    oncomment: (data) => dangers.push(`<!--${data}`),
    onprocessinginstruction: (data) => dangers.push(`<?${data}`),
  });
  parser.end(html);
  return dangers;
}

/** The rendered body, or an empty string when nothing of the input was left to render. */
function rendered(input: BodyInput): string {
  try {
    return prepareBody(input).html;
  } catch (error) {
    if (error instanceof DomainError) return '';
    throw error;
  }
}

const HTML_VECTORS = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script/x>alert(1)</script',
  '<img src=x onerror=alert(1)>',
  '<img src="/a.png" onerror="alert(1)" onload=alert(1) style="x:expression(alert(1))">',
  '<img src="javascript:alert(1)">',
  '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
  '<img src="/a.png" alt="&quot; onerror=&quot;alert(1)">',
  `<img src='/a.png" onerror="alert(1)'>`,
  '<img """><script>alert(1)</script>">',
  '<img src="/\\evil.example/a.png">',
  '<svg onload=alert(1)><p>x</p></svg>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" javascript:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;&#97;vascript&colon;alert(1)">x</a>',
  '<a href="&#x6A&#x61vascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href="\u0001javascript:alert(1)">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="feed:javascript:alert(1)">x</a>',
  '<a href="//evil.example">x</a><a href="/\\evil.example">y</a><a href="\\\\evil.example">z</a>',
  '<a href="https://example.org/&quot; onmouseover=&quot;alert(1)">x</a>',
  '<a href="https://example.org" onclick="alert(1)" target="_blank" style="position:fixed">x</a>',
  '<iframe src="https://evil.example/"></iframe>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<iframe src="https://www.youtube.com.evil.example/embed/dQw4w9WgXcQ"></iframe>',
  '<iframe src="https://www.youtube.com@evil.example/embed/dQw4w9WgXcQ"></iframe>',
  '<iframe src="https://www.youtube.com/redirect?q=https://evil.example"></iframe>',
  '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" onload="alert(1)" title="&quot;><script>"></iframe>',
  '<object data="x.swf"><embed src="x.swf"></object><applet code=x></applet>',
  '<form action="javascript:alert(1)"><input type=submit><button formaction="javascript:alert(1)">x</button></form>',
  '<style>@import "//evil.example";</style><link rel=stylesheet href="//evil.example">',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)"><base href="javascript:alert(1)//">',
  '<p style="background:url(javascript:alert(1))" class="x" id="y">x</p>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea></textarea><script>alert(1)</script>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<title><img src=x onerror=alert(1)></title>',
  '<template><script>alert(1)</script></template>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml version="1.0"?><?php echo 1 ?>',
  '<table background="javascript:alert(1)"><tr><td onclick=alert(1) colspan="2&quot; x">x</td></tr></table>',
  '<pre><code class="language-js&quot; onclick=&quot;alert(1)">&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>',
  '<figure data-embed="&quot;><script>"><a href="javascript:alert(1)">x</a></figure>',
  '<figure data-embed="x&quot; onclick=&quot;y"><a href="https://example.org/">&lt;script&gt;</a></figure>',
  '<figure><img src=/a.png><figcaption>&lt;script&gt;<cite>&lt;img onerror=x&gt;</cite></figcaption></figure>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<p>&amp;lt;script&amp;gt;</p><video src=x onerror=alert(1)></video><audio src=x onerror=alert(1)>',
  '<a href="https://example.org"><a href="javascript:alert(1)">x</a></a>',
  '<details open ontoggle=alert(1)>x</details><marquee onstart=alert(1)>x</marquee>',
  '<p\u0000 onclick=alert(1)>x</p><scr\u0000ipt>alert(1)</scr\u0000ipt>',
];

const MARKDOWN_VECTORS = [
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x]: javascript:alert(1)\n\n[x]',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml;base64,PHN2Zz4=)',
  '![" onerror="alert(1)](/a.png)',
  '[x](https://example.org/"onmouseover="alert(1))',
  '<javascript:alert(1)>',
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '<div>\n\n<script>alert(1)</script>\n\n</div>',
  '```"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```',
  '`<script>alert(1)</script>`',
  '| <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |',
  '[a](//evil.example) [b](/\\\\evil.example)',
];

const HREF_VECTORS = [
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'java\u0000script:alert(1)',
  '\u0019javascript:alert(1)',
  'vbscript:x',
  'data:text/html,x',
  'file:///etc/passwd',
  'blob:https://example.org/1',
  'about:blank',
  'ftp://example.org/',
  '/\\evil.example',
  '/\t\\evil.example',
  '\\\\evil.example',
  'https:example.org',
  'https://',
  'http://[',
  'relative/path',
  '',
  ' ',
];

describe('hostile markup', () => {
  it.each(HTML_VECTORS)('HTML: %s', (vector) => {
    const html = rendered({ html: `<p>before</p>${vector}` });
    expect(html).toContain('before');
    expect(dangersIn(html)).toEqual([]);
    expect(dangersIn(rendered({ html: vector }))).toEqual([]);
  });

  it.each(MARKDOWN_VECTORS)('Markdown: %s', (vector) => {
    const html = rendered({ markdown: `before\n\n${vector}` });
    expect(html).toContain('before');
    expect(dangersIn(html)).toEqual([]);
  });

  it.each([...HTML_VECTORS, ...MARKDOWN_VECTORS])('in plain text, blocks and comments: %s', (vector) => {
    const span = { _type: 'span', text: vector, marks: ['strong'] };
    const blocks = [
      { _type: 'block', listItem: 'bullet', children: [span] },
      { _type: 'image', url: '/a.png', alt: vector, caption: vector, credit: vector },
      { _type: 'embed', url: 'https://example.org/', provider: vector, title: vector },
      { _type: 'embed', url: 'https://vimeo.com/1', provider: vector, title: vector },
      { _type: 'table', caption: vector, rows: [{ cells: [{ children: [span] }] }] },
      { _type: 'code', code: vector },
    ];
    const texts = [rendered({ text: vector }), rendered({ blocks }), commentHtml(vector)];
    for (const html of texts) expect(html).not.toBe('');
    for (const html of texts) expect(dangersIn(html)).toEqual([]);
  });

  it.each(HREF_VECTORS)('addresses of blocks: %j', (url) => {
    const link = { _type: 'link', _key: 'l', href: url };
    const children = [{ _type: 'span', text: 'a', marks: ['l'] }];
    for (const block of [
      { _type: 'block', children, markDefs: [link] },
      { _type: 'table', rows: [{ cells: [{ children, markDefs: [link] }] }] },
      { _type: 'image', url, alt: 'a' },
      { _type: 'embed', url },
    ]) {
      expect(() => prepareBody({ blocks: [block] })).toThrow(DomainError);
    }
  });

  it.each([
    'https://www.youtube.com.evil.example/embed/dQw4w9WgXcQ',
    'https://datawrapper.dwcdn.net.evil.example/abc/',
    'https://open.spotify.com@evil.example/embed/1',
    'https://evil.example/open.spotify.com/embed/1',
    'https://open.spotify.com:8080/embed/1',
    'https://www.google.com/url?q=https://evil.example/',
  ])('no player for an embed that only looks like one: %s', (url) => {
    const { html } = prepareBody({ blocks: [{ _type: 'embed', url, provider: 'Spotify' }] });
    expect(html).toContain('<a href=');
    expect(html).not.toContain('data-player');
  });

  it('finds what it looks for', () => {
    const danger =
      '<script>x</script><p onclick=x>y</p><a href="javascript:x">z</a><figure data-player="https://a.example/"><iframe>';
    expect(dangersIn(danger)).toEqual([
      '<script>',
      'p onclick',
      'javascript:x',
      'https://a.example/',
      '<iframe>',
    ]);
    expect(dangersIn('<!-- a --><img src="//b.example/c.png">')).toEqual(['<!-- a ', '//b.example/c.png']);
  });

  it('keeps scripts out of the text as well', () => {
    const { text } = prepareBody({ html: '<p>a</p><script>stolen()</script><style>b{}</style><p>c</p>' });
    expect(text).toBe('a\n\nc');
  });
});
