import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { commentHtml, normaliseCommentText } from './comment-text.js';

const link = (address: string): string => `<a href="${address}" rel="ugc nofollow noopener">${address}</a>`;

/** Milliseconds of CPU that some work takes, the best of three: unlike the clock, it does not see other processes. */
function cpuTime(work: () => void): number {
  const once = (): number => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  return Math.min(once(), once(), once());
}

describe('HTML of a comment', () => {
  it('has paragraphs at empty lines and breaks at line ends, everything escaped', () => {
    expect(commentHtml(`a <b>\n"b" & 'c'\n \n\nd`)).toBe(
      '<p>a &lt;b&gt;<br>&quot;b&quot; &amp; &#39;c&#39;</p>\n<p>d</p>',
    );
    expect(commentHtml(' \n ')).toBe('');
  });

  it.each([
    ['see https://example.org/a?b=1&c=2.', `see ${link('https://example.org/a?b=1&amp;c=2')}.`],
    ['(http://example.org/a)', `(${link('http://example.org/a')})`],
    ['https://example.org/a_(b), ok', `${link('https://example.org/a_(b)')}, ok`],
    ['"https://example.org/"', `&quot;${link('https://example.org/')}&quot;`],
    ['<https://example.org/>', `&lt;${link('https://example.org/')}&gt;`],
    ['HTTPS://EXAMPLE.ORG', link('HTTPS://EXAMPLE.ORG')],
    ['https://a.example https://b.example!', `${link('https://a.example')} ${link('https://b.example')}!`],
    ['https://example.org/\u{1F600}', link('https://example.org/\u{1F600}')],
    ['xhttps://example.org', 'xhttps://example.org'],
    ['https:// http://', 'https:// http://'],
    ['http://[', 'http://['],
    ['javascript:alert(1) data:text/html,x', 'javascript:alert(1) data:text/html,x'],
    ['www.example.org', 'www.example.org'],
    ['http://user@bank.example@evil.example/', 'http://user@bank.example@evil.example/'],
    ['https://bank.example:443@evil.example', 'https://bank.example:443@evil.example'],
    ['https://example.org/@ada', link('https://example.org/@ada')],
    ['https://example.org/"onmouseover="x', `${link('https://example.org/')}&quot;onmouseover=&quot;x`],
  ])('links only bare http and https addresses: %s', (text, expected) => {
    expect(commentHtml(text)).toBe(`<p>${expected}</p>`);
  });

  it.each([
    ['*a* _b_ **c** __d__ ~~e~~', '<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <s>e</s>'],
    ['`<b>` and ``a`b``', '<code>&lt;b&gt;</code> and <code>a`b</code>'],
    [
      '[a *b*](https://example.org/?x=1&y=2 "title")',
      `<a href="https://example.org/?x=1&amp;y=2" rel="ugc nofollow noopener">a <em>b</em></a>`,
    ],
    [
      '[https://bank.example](https://example.org)',
      '<a href="https://example.org" rel="ugc nofollow noopener">https://bank.example</a>',
    ],
    [
      '**https://example.org/a_b_c** https://example.org/*a*b',
      `<strong>${link('https://example.org/a_b_c')}</strong> ${link('https://example.org/*a*b')}`,
    ],
    ['2 * 3 * 4, snake_case_name, a*', '2 * 3 * 4, snake_case_name, a*'],
    [String.raw`\*a\* \[b](https://example.org)`, `*a* [b](${link('https://example.org')})`],
    [
      '![a](https://example.org/a.png)',
      '!<a href="https://example.org/a.png" rel="ugc nofollow noopener">a</a>',
    ],
    ['&lt;b&gt; &#42;a&#42;', '&amp;lt;b&amp;gt; &amp;#42;a&amp;#42;'],
    ['# a', '# a'],
    ['a\n---\nb', 'a<br>---<br>b'],
    ['| a |\n| - |\n| b |', '| a |<br>| - |<br>| b |'],
    ['[a]: https://example.org "b"\n[a]', `[a]: ${link('https://example.org')} &quot;b&quot;<br>[a]`],
    ['a\n    b', 'a<br>b'],
    [`https://example.org/${'a'.repeat(2_000)}*b*`, `https://example.org/${'a'.repeat(2_000)}*b*`],
  ])('has the Markdown of a line, and shows the rest as it was typed: %s', (text, expected) => {
    expect(commentHtml(text)).toBe(`<p>${expected}</p>`);
  });

  it.each([
    ['> a\n> b\n\nc', '<blockquote>\n<p>a<br>b</p>\n</blockquote>\n<p>c</p>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['1984. a\n1985. b', '<ol start="1984">\n<li>a</li>\n<li>b</li>\n</ol>'],
    [
      '```js onclick=x\n<b> *a* https://example.org\n```',
      '<pre><code>&lt;b&gt; *a* https://example.org\n</code></pre>',
    ],
  ])('has quotes, lists and blocks of code: %s', (text, expected) => {
    expect(commentHtml(text)).toBe(expected);
  });

  it('goes only so deep, and loses no word beyond that', () => {
    const deep = [
      '> '.repeat(1_000),
      '- '.repeat(1_000),
      '>'.repeat(1_000),
      '1. > - '.repeat(300),
      '*a **b '.repeat(300),
    ];
    for (const nested of deep) {
      const html = commentHtml(`${nested}words`);
      expect(html).toContain('words');
      expect(depthOf(html)).toBeLessThanOrEqual(24);
    }
    expect(depthOf(commentHtml(`${'*a **b '.repeat(300)}${' b** a*'.repeat(300)}`))).toBeLessThanOrEqual(24);
  });

  it('takes linear time', () => {
    const pieces = [
      ...[
        'http://',
        '(',
        ')',
        'https://a.b/(',
        '\n',
        ' ',
        '<',
        '"',
        'http://a.b/).).',
        '_',
        'https://a.b/\n',
      ],
      ...[
        '[',
        ']',
        '![',
        '](',
        '[x](',
        '[](https://a.b)',
        '[[a](https://b.c)',
        '*',
        '*a_',
        '**a *b ',
        '~~a',
        '`',
        '`a``b',
        ...['\u202B', '\u202C', '\u2067', '\u2069', '\u2067\u202B\u2069', '\u0301\u0323'],
      ],
      ...['>', '> ', '>\n', '- ', '- \n', '- a\n  ', '1. ', '\\', '``\n', ' * a\n', 'x\n', ':'],
    ];
    for (const piece of pieces) {
      for (const start of ['', 'https://a.b/', 'a ']) {
        const text = `${start}${piece.repeat(20_000 / piece.length)}`;
        expect(
          cpuTime(() => commentHtml(normaliseCommentText(text))),
          piece,
        ).toBeLessThan(1_500);
      }
    }
  }, 120_000);
});

/** How many elements stand in each other. */
function depthOf(html: string): number {
  let [depth, deepest] = [0, 0];
  const parser = new Parser({
    onopentag: () => (deepest = Math.max(deepest, (depth += 1))),
    onclosetag: () => (depth -= 1),
  });
  parser.end(html);
  return deepest;
}

describe('hostile Markdown', () => {
  const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries('p br em strong s code pre blockquote ul li'.split(' ').map((name) => [name, []])),
    ol: ['start'],
    a: ['href', 'rel'],
  };

  /** What of some HTML is not among the elements, attributes and addresses that a comment may have. */
  function dangersIn(html: string): string[] {
    const dangers: string[] = [];
    const parser = new Parser({
      onopentag(name, attributes) {
        for (const [attribute, value] of Object.entries(attributes)) {
          if (!ATTRIBUTES[name]?.includes(attribute)) dangers.push(`${name} ${attribute}`);
          if (attribute === 'href' && !/^https?:\/\//i.test(value)) dangers.push(value);
          if (attribute === 'start' && !/^\d+$/.test(value)) dangers.push(value);
        }
        if (!ATTRIBUTES[name]) dangers.push(name);
        if (name === 'a' && attributes['rel'] !== 'ugc nofollow noopener') dangers.push('rel');
      },
      oncomment: (data) => dangers.push(`<!--${data}`),
      onprocessinginstruction: (data) => dangers.push(`<?${data}`),
    });
    parser.end(html);
    return dangers;
  }

  const ADDRESSES = [
    ...[
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'javascript&colon;alert(1)',
      '&#106;avascript:alert(1)',
    ],
    ...['java%0ascript:alert(1)', 'java\tscript:alert(1)', '\u0001javascript:alert(1)', 'vbscript:msgbox(1)'],
    ...[
      'data:text/html,<script>alert(1)</script>',
      'data:text/html;base64,PHNjcmlwdD4=',
      'file:///etc/passwd',
    ],
    ...[
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/path',
      '#fragment',
      'mailto:a@example.org',
    ],
    ...['https://a:b@c.example', 'https://@:b@c.example', 'https://bank.example%20@c.example'],
    ...['https:evil.example', 'http:/evil.example', 'blob:https://a.b/c', 'https://javascript:alert(1)', 'x'],
    ...[
      'https://a.b/" onclick="alert(1)',
      "https://a.b/' onclick='alert(1)",
      'https://a.b/><script>alert(1)</script>',
    ],
  ];
  const VECTORS = [
    ...ADDRESSES.flatMap((address) => [
      `[x](${address})`,
      `[x](<${address}>)`,
      `![x](${address})`,
      `<${address}>`,
      address,
    ]),
    ...ADDRESSES.flatMap((address) => [`[x][1]\n\n[1]: ${address}`, `**${address}**`, `> - \`${address}\``]),
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '**<img src=x onerror=alert(1)>**',
    '> <svg onload=alert(1)>',
    '- <iframe src="javascript:alert(1)">',
    '```"><script>alert(1)</script>\nx\n```',
    '```js" onmouseover="alert(1)\n</code></pre><script>alert(1)</script>\n```',
    '`</code><script>alert(1)</script>`',
    '``` </code></pre><img src=x onerror=alert(1)>',
    '[<img src=x onerror=alert(1)>](https://a.b)',
    '[x](https://a.b "\\" onclick=\\"alert(1)")',
    '[x](https://a.b "\'><script>alert(1)</script>")',
    '[a](https://a.b/`<script>`)[b](javascript:alert`1`)',
    '[![x](javascript:alert(1))](javascript:alert(1))',
    '[x](https://a.b/<script>alert(1)</script>)',
    '[\u202Ex](https://a.b)\u2028<script>alert(1)</script>',
    '1" onclick="alert(1). x',
    '99999999999999999999. x',
    '<!-- x --><?php x ?><![CDATA[<script>]]>',
    '<a href="javascript:alert(1)">x</a>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<p\n*onclick*=alert(1)>x</p>',
    '<scr*ipt*>alert(1)</scr*ipt*>',
    '*<img src="*" onerror=alert(1)>',
  ];

  it.each(VECTORS)('cannot get out: %s', (text) => {
    expect(dangersIn(commentHtml(text))).toEqual([]);
    expect(dangersIn(commentHtml(normaliseCommentText(text)))).toEqual([]);
  });

  it.each(ADDRESSES.filter((address) => !address.startsWith('https://a.b')))(
    'is no link to %s',
    (address) => {
      expect(commentHtml(`[x](${address}) [x](<${address}>)`)).not.toContain('>x</a>');
    },
  );
});

describe('text of a comment', () => {
  it.each([
    ['line ends', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['controls', 'a\u0000b\u0007c\u009Fd\te', 'abcd\te'],
    ['composed characters', 'e\u0301', '\u00E9'],
    ['two empty lines', 'a\n\n\nb', 'a\n\n\nb'],
    ['more than two empty lines', 'a\n\n \n\t\n\n\nb', 'a\n\n\nb'],
    ['spaces at the ends', ' \n a \n b  \n\n', 'a\n b'],
    ['lone surrogates', 'a\uDC00b', 'a\uFFFDb'],
    ['line ends of other programs', 'a\vb\fc', 'a\nb\nc'],
    ['what turns the direction and ends it', 'a\u202Eb\u202C', 'a\u202Eb\u202C'],
    ['what turns the direction to the end', 'a\u202Eb\u2067c\nd', 'a\u202Eb\u2067c\u2069\u202C\nd'],
    ['an isolate that ends what was opened in it', 'a\u2067\u202Bb\u2069c', 'a\u2067\u202Bb\u2069c'],
    ['ends of nothing', 'a\u202Cb\u2069\u202Bc\u2069', 'a\u202Cb\u2069\u202Bc\u2069\u202C'],
    ['marks of direction', 'a\u200Fb', 'a\u200Fb'],
    ['more marks in a row than any text has', `x${'\u0323'.repeat(40)}y`, `x${'\u0323'.repeat(30)}y`],
  ])('%s', (_, text, expected) => {
    expect(normaliseCommentText(text)).toBe(expected);
    expect(normaliseCommentText(expected)).toBe(expected);
  });
});
