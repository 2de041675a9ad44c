import { describe, expect, it } from 'vitest';
import { length } from './length.phase.js';
import { links } from './links.phase.js';
import type { JudgedComment } from './phase.js';

const textOf = (text: string) => length.judge({ text } as JudgedComment, null);
const htmlOf = (html: string) => links.judge({ html } as JudgedComment, null);
const PASS = { verdict: 'pass', rule: null, score: null };

describe('the length phase', () => {
  it.each([
    ['tooShort', 'x'],
    ['tooShort', ' \u200b.\ufe0f'],
    ['tooManyMentions', '@ada '.repeat(1_000)],
    ['tooManyMentions', Array.from({ length: 11 }, (_, index) => `@reader${index}`).join(',')],
    ['shouting', 'THIS IS A SCANDAL AND NOBODY SAYS SO'],
  ])('asks to mend %s', (rule, text) => {
    expect(textOf(text)).toMatchObject({ verdict: 'nudge', rule });
  });

  it.each([
    'ok',
    '👍🏽',
    '+1',
    'NATO and the EU',
    'שָׁלוֹם עֲלֵיכֶם',
    'नमस्ते दुनिया',
    'Tiếng Việt có nhiều dấu',
    'สวัสดีชาวโลก',
    '👩‍👩‍👧 🇩🇪 ❤️',
    '-----------------------------',
    'Write to ada@example.com, @grace.',
    'a\u2067b\u2069c',
  ])('lets pass what people write: %s', (text) => {
    expect(textOf(text)).toEqual(PASS);
  });

  it('takes no long time over any text', () => {
    for (const part of ['@', '@@a', 'a\u0301', 'A', 'ab', '\u0301', '…', ' ', '\ufe0f']) {
      const started = performance.now();
      textOf(part.repeat(5_000).slice(0, 5_000));
      expect(performance.now() - started, part).toBeLessThan(200);
    }
  });
});

describe('the links phase', () => {
  const link = (href: string, label = href) => `<a href="${href}" rel="ugc nofollow noopener">${label}</a>`;

  it('asks for fewer of more than three links', () => {
    const some = Array.from({ length: 3 }, (_, index) => link(`https://example.com/${index}`));
    expect(htmlOf(`<p>${some.join(' ')}</p>`)).toEqual(PASS);
    expect(htmlOf(`<p>${[...some, link('https://example.com/4')].join(' ')}</p>`)).toMatchObject({
      ...{ verdict: 'nudge', rule: 'tooManyLinks', score: 4 },
    });
  });

  it.each([
    ['another address', 'https://evil.example/', 'https://bank.example/login'],
    ['another host', 'https://evil.example/', 'www.bank.example'],
    ['nothing', 'https://evil.example/', '\u200b'],
    ['nothing but a tag', 'https://evil.example/', '<strong> </strong>'],
  ])('asks to show where a link leads that shows %s', (_, href, label) => {
    expect(htmlOf(link(href, label))).toMatchObject({ verdict: 'nudge', rule: 'disguisedLink' });
  });

  it.each([
    ['https://www.example.com/a?b=1', 'example.com'],
    ['https://example.com/', 'the minutes of the house'],
    ['https://example.com/a', 'https://example.com/a'],
    ['https://xn--bcher-kva.example/', 'bücher.example'],
  ])('lets pass %s shown as %s', (href, label) => {
    expect(htmlOf(link(href, label))).toEqual(PASS);
  });
});
