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
    ['https://example.org/"onmouseover="x', `${link('https://example.org/')}&quot;onmouseover=&quot;x`],
  ])('links only bare http and https addresses: %s', (text, expected) => {
    expect(commentHtml(text)).toBe(`<p>${expected}</p>`);
  });

  it('takes linear time', () => {
    const hostile = [
      'http://',
      '(',
      ')',
      'https://a.b/(',
      '\n',
      ' ',
      '<',
      'http://a.b/).).',
      '_',
      'https://a.b/\n',
    ];
    for (const piece of hostile) {
      const text = `https://a.b/${piece.repeat(200_000 / piece.length)}`;
      expect(cpuTime(() => commentHtml(normaliseCommentText(text)))).toBeLessThan(1_000);
    }
  });
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
    ['bidi controls', 'a\u202Eb\u202C', 'a\u202Eb\u202C'],
  ])('%s', (_, text, expected) => {
    expect(normaliseCommentText(text)).toBe(expected);
    expect(normaliseCommentText(expected)).toBe(expected);
  });
});
