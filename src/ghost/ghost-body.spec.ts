import { describe, expect, it } from 'vitest';
import type { DraftBlock } from '../body/body.js';
import type { Fields } from '../imports/json-fields.js';
import { Tally } from '../markup/tally.js';
import { bodyOf } from './ghost-body.js';
import { cardHtml } from './ghost-cards.js';
import type { GhostLoss } from './ghost-tallies.js';

/** The blocks of a post, each in a few words, and what was counted. */
function read(post: Fields) {
  const lost = new Tally<GhostLoss>();
  const changed = new Tally();
  const blocks = bodyOf(post, 'https://old.example', { lost, changed }).map(shortly);
  const counted = (tally: Tally): string[] =>
    tally.list().map(({ kind, name, count }) => `${count} ${kind}: ${name}`);
  return { blocks, lost: counted(lost), changed: counted(changed) };
}

function shortly(block: DraftBlock): string {
  switch (block._type) {
    case 'block': {
      const text = block.children
        .map((span) => (span.marks.length > 0 ? `[${span.text}]` : span.text))
        .join('');
      return `${block.listItem ?? block.style}: ${text}`;
    }
    case 'image':
      return `image: ${block.url}${block.caption ? ` | ${block.caption}` : ''}`;
    case 'embed':
      return `embed: ${block.url}${block.title ? ` | ${block.title}` : ''}`;
    default:
      return block._type;
  }
}

const rendered = (html: string) => read({ html });
const lexical = (...children: object[]) =>
  read({ html: null, lexical: JSON.stringify({ root: { children } }) });
const text = (value: string, format = 0) => ({ type: 'extended-text', text: value, format });
const paragraph = (...children: object[]) => ({ type: 'paragraph', children });

describe('cards as Ghost renders them', () => {
  it.each<[what: string, html: string, blocks: string[], counted: string[]]>([
    [
      'a gallery',
      '<figure class="kg-card kg-gallery-card kg-width-wide"><div class="kg-gallery-container"><div class="kg-gallery-row">' +
        '<div class="kg-gallery-image"><img src="/content/a.jpg"></div><div class="kg-gallery-image"><img src="__GHOST_URL__/b.jpg"></div>' +
        '</div></div><figcaption>Both</figcaption></figure>',
      ['image: https://old.example/content/a.jpg', 'image: https://old.example/b.jpg', 'normal: Both'],
      ['1 card: gallery: pictures below each other'],
    ],
    [
      'a bookmark',
      '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://x.example/?a=1&amp;b=2"><div class="kg-bookmark-content">' +
        '<div class="kg-bookmark-title">A &amp; B</div><div class="kg-bookmark-description">Long</div><div class="kg-bookmark-metadata">' +
        '<img class="kg-bookmark-icon" src="https://x.example/i.png"></div></div></a></figure>',
      ['embed: https://x.example/?a=1&b=2 | A & B'],
      ['1 card: bookmark: its description and pictures'],
    ],
    [
      'a video, without its controls',
      '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="__GHOST_URL__/v.mp4" poster="x"></video>' +
        '<div class="kg-video-player"><button>Play</button><span>0:00</span></div></div><figcaption><p>Waves</p></figcaption></figure>',
      ['embed: https://old.example/v.mp4 | Waves'],
      ['1 card: video: embed'],
    ],
    [
      'an audio',
      '<div class="kg-card kg-audio-card"><img src="" alt="audio-thumbnail"><div class="kg-audio-player-container">' +
        '<audio src="__GHOST_URL__/a.mp3"></audio><div class="kg-audio-title">Foghorn</div><span>1×</span></div></div>',
      ['embed: https://old.example/a.mp3 | Foghorn'],
      ['1 card: audio: embed'],
    ],
    [
      'a file',
      '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="__GHOST_URL__/t.pdf" download=""><div class="kg-file-card-contents">' +
        '<div class="kg-file-card-title">Tides</div><div class="kg-file-card-caption">All year</div><div class="kg-file-card-metadata">' +
        '<div class="kg-file-card-filename">t.pdf</div></div></div></a></div>',
      ['normal: [Tides]', 'normal: All year'],
      ['1 card: file: link'],
    ],
    [
      'a callout',
      '<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">⚓</div><div class="kg-callout-text">Mind the <b>gap</b></div></div>',
      ['normal: ⚓ Mind the [gap]'],
      ['1 card: callout: paragraph'],
    ],
    [
      'a toggle',
      '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">When?</h4><button>+</button></div>' +
        '<div class="kg-toggle-content"><p>At noon.</p></div></div>',
      ['h4: When?', 'normal: At noon.'],
      ['1 card: toggle: heading and text'],
    ],
    [
      'a button',
      '<div class="kg-card kg-button-card kg-align-center"><a href="https://x.example/" class="kg-btn kg-btn-accent">Go</a></div>',
      ['normal: [Go]'],
      ['1 card: button: link'],
    ],
    [
      'a product',
      '<div class="kg-card kg-product-card"><div class="kg-product-card-container"><img src="https://x.example/p.jpg" class="kg-product-card-image">' +
        '<div class="kg-product-card-title-container"><h4 class="kg-product-card-title">Rope</h4></div><div class="kg-product-card-rating"><span>★</span></div>' +
        '<div class="kg-product-card-description"><p>Strong.</p></div><a href="https://x.example/" class="kg-product-card-button"><span>Buy</span></a></div></div>',
      ['image: https://x.example/p.jpg', 'h4: Rope', 'normal: Strong.', 'normal: [Buy]'],
      ['1 card: product: its rating and look'],
    ],
    [
      'a form for members',
      '<div class="kg-card kg-signup-card"><h2>Join</h2><form><input><button>Subscribe</button></form></div><p>On.</p>',
      ['normal: On.'],
      ['1 card: signup'],
    ],
    [
      'an embed, without its script',
      '<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><script src="https://x.example/w.js"></script>' +
        '<figcaption>Film</figcaption></figure>',
      ['embed: https://www.youtube.com/watch?v=dQw4w9WgXcQ | Film'],
      [],
    ],
    [
      'HTML of its writers, and what nobody may run',
      '<!--kg-card-begin: html--><div onclick="x()"><p>Own <a href="javascript:x()">words</a></p><style>p{}</style></div><!--kg-card-end: html-->',
      ['normal: Own words'],
      ['1 link: javascript:', '1 element: style'],
    ],
    ['a paywall', '<p>A</p><!--members-only--><p>B</p>', ['normal: A', 'normal: B'], ['1 card: paywall']],
    ['a card that never ends', '<div class="kg-card kg-toggle-card"><p>Kept', ['normal: Kept'], []],
  ])('reads %s', (_what, html, blocks, counted) => {
    const { lost, changed, ...body } = rendered(html);
    expect(body.blocks).toEqual(blocks);
    expect([...changed, ...lost]).toEqual(counted);
  });

  it.each([
    [
      '<p>A</p><!--kg-gated-block:begin nonMember:false memberSegment:"" --><p>B</p><!--kg-gated-block:end--><p>C</p>',
      ['normal: A', 'normal: C'],
    ],
    ['<p>A</p><!--kg-gated-block:begin nonMember:false memberSegment:"" --><p>B</p>', ['normal: A']],
    [
      '<!--kg-gated-block:begin memberSegment:"nonMember:tru" --><p>B</p><!--kg-gated-block:end--><p>C</p>',
      ['normal: C'],
    ],
    [
      '<!--kg-gated-block:begin nonMember:true memberSegment:"x" --><p>B</p><!--kg-gated-block:end-->',
      ['normal: B'],
    ],
    [
      '<!-- \n KG-gated-block:begin nonMember:false --><p>B</p><!-- kg-gated-block:end --><p>C</p>',
      ['normal: C'],
    ],
    ['<!--kg-gated-block:begin memberSegment:"nonMember:true" --><p>B</p>', []],
    [
      '<!--kg-gated-block:begin nonMember:true --><p>A</p><!--kg-gated-block:begin nonMember:false --><p>B</p>',
      ['normal: A'],
    ],
  ])('keeps what members alone see to itself: %s', (html, blocks) => {
    expect(rendered(html).blocks).toEqual(blocks);
  });
});

describe('posts that Ghost has not rendered', () => {
  it('reads the text, headings, lists and quotes of Lexical', () => {
    const link = { type: 'link', url: '__GHOST_URL__/b/', children: [text('b')] };
    const item = (...children: object[]) => ({ type: 'listitem', children });
    const { blocks, lost } = lexical(
      paragraph(text('A <', 1), { type: 'linebreak' }, link, text(' and more', 3)),
      { type: 'extended-heading', tag: 'h3', children: [text('H')] },
      { type: 'list', listType: 'number', children: [item(text('one')), item(text('two'))] },
      { type: 'extended-quote', children: [text('Q')] },
      { type: 'horizontalrule' },
    );
    expect(blocks).toEqual([
      'normal: [A <]\n[b][ and more]',
      'h3: H',
      'number: one',
      'number: two',
      'blockquote: Q',
      'divider',
    ]);
    expect(lost).toEqual([]);
  });

  it('reads the cards of Lexical as those that were rendered', () => {
    const hidden = { visibility: { web: { nonMember: false, memberSegment: 'status:-free' } } };
    const { blocks, lost, changed } = lexical(
      { type: 'image', src: '__GHOST_URL__/a.jpg', alt: 'A "b"', caption: '<b>Cap</b>', width: 10 },
      { type: 'bookmark', url: 'https://x.example/', metadata: { title: 'T & U' } },
      { type: 'callout', calloutEmoji: '⚓', calloutText: '<p>Mind</p><p>it</p>' },
      { type: 'codeblock', code: 'a < b', language: 'js' },
      { type: 'html', html: '<p>Raw</p>' },
      { type: 'html', html: '<p>Hidden</p>', ...hidden },
      { type: 'markdown', markdown: '*M*', visibility: { emailOnly: true } },
      { type: 'markdown', markdown: '*M*' },
      { type: 'embed', url: 'https://x.example/w', html: '' },
      { type: 'email', html: 'Hello {first_name}' },
      { type: 'signup' },
      { type: 'invented' },
    );
    expect(blocks).toEqual([
      'image: https://old.example/a.jpg | Cap',
      'embed: https://x.example/ | T & U',
      'normal: ⚓ Mind\nit',
      'code',
      'normal: Raw',
      'normal: [M]',
      'embed: https://x.example/w',
    ]);
    expect(lost).toEqual([
      '1 card: bookmark: its description and pictures',
      '1 card: email',
      '1 card: invented',
      '1 card: signup',
      '2 for members: block',
    ]);
    expect(changed).toEqual(['1 card: callout: paragraph']);
  });

  it.each<[isShown: boolean, visibility: unknown]>([
    [true, null],
    [true, { showOnWeb: true, showOnEmail: false, segment: 'status:free' }],
    [true, { web: { nonMember: true, memberSegment: '' } }],
    [false, { web: { nonMember: 'false' } }],
    [false, { web: { nonMember: 1 } }],
    [false, { web: { memberSegment: 'status:-free' } }],
    [false, { web: null }],
    [false, { memberSegment: 'status:-free' }],
    [false, { showOnWeb: 0 }],
    [false, { emailOnly: 'yes' }],
    [false, 'members'],
  ])('shows a card (%s) only to whom it is certainly for: %j', (isShown, visibility) => {
    const cards = [
      { type: 'html', html: '<p>A</p>', visibility },
      { type: 'invented', children: [paragraph(text('B'))], visibility },
    ];
    const { blocks, lost } = lexical(...cards);
    expect(blocks).toEqual(isShown ? ['normal: A', 'normal: B'] : []);
    expect(lost).toEqual(isShown ? [] : ['2 for members: block']);
  });

  it('reads Mobiledoc', () => {
    const mobiledoc = {
      version: '0.3.1',
      atoms: [['soft-return', '', {}]],
      cards: [
        ['image', { src: '__GHOST_URL__/a.jpg', caption: 'C' }],
        ['card-markdown', { markdown: '# M' }],
        ['hr', {}],
      ],
      markups: [['strong'], ['a', ['href', 'https://x.example/']], ['script']],
      sections: [
        [
          1,
          'p',
          [
            [0, [0], 0, 'A'],
            [0, [1], 2, 'b'],
            [1, [], 0, 0],
            [0, [2], 1, 'c'],
          ],
        ],
        [3, 'ol', [[[0, [], 0, 'one']], [[0, [], 0, 'two']]]],
        [10, 0],
        [10, 1],
        [10, 2],
        [10, 9],
        [1, 'x', [[0, [], 5, 'end']]],
      ],
    };
    const { blocks, lost } = read({ html: '', lexical: null, mobiledoc: JSON.stringify(mobiledoc) });
    expect(blocks).toEqual([
      'normal: [A][b]\nc',
      'number: one',
      'number: two',
      'image: https://old.example/a.jpg | C',
      'h2: M',
      'divider',
      'normal: end',
    ]);
    expect(lost).toEqual(['1 card: unknown']);
  });

  it.each<[what: string, post: Fields, blocks: string[]]>([
    [
      'no JSON',
      { lexical: '{', mobiledoc: '7', plaintext: 'One.\n\nTwo <b>.' },
      ['normal: One.', 'normal: Two <b>.'],
    ],
    ['nothing at all', { lexical: null }, []],
    ['other types', { html: 7, lexical: [], mobiledoc: {} }, ['normal: 7']],
    ['a root of another type', { lexical: '{"root":[1]}' }, []],
    ['children that are none', { lexical: '{"root":{"children":[1,null,"a",{"type":7}]}}' }, []],
  ])('makes what it can of %s', (_what, post, blocks) => {
    expect(read(post).blocks).toEqual(blocks);
  });

  it('takes no time for a card that is full of line breaks', () => {
    const tallies = { lost: new Tally<GhostLoss>(), changed: new Tally() };
    const breaks = '<br>'.repeat(50_000);
    const begun = process.cpuUsage();
    expect(cardHtml('callout', { text: `${breaks}x<p>y</p>` }, tallies)).toBe(`<p>${breaks}xy</p>`);
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });

  it('leaves out what stands too deep, and takes no time for it', () => {
    const depth = 20_000;
    const source = `${'{"type":"quote","children":['.repeat(depth)}{"type":"text","text":"x"}${']}'.repeat(depth)}`;
    const { blocks, lost } = read({ lexical: `{"root":{"children":[${source}]}}` });
    expect(blocks).toEqual([]);
    expect(lost).toEqual(['1 text: too much inside each other']);
  });
});
