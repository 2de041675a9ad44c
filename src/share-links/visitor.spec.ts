import { describe, expect, it } from 'vitest';
import { referrerDomain, visitorOf } from './visitor.js';

const BROWSER =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1';

const cameWith = (headers: Record<string, string>, method = 'GET') => visitorOf({ method, headers });

describe('who comes', () => {
  it.each([
    ...[
      BROWSER,
      `${BROWSER} [LinkedInApp]`,
      `${BROWSER} Instagram 300.0`,
      `${BROWSER} WhatsApp/2.24`,
      `${BROWSER} Viber/20`,
    ],
    ...['', 'okhttp/4.12.0', 'Dart/3.4 (dart:io)', 'Paradox/7 CFNetwork/1494.0.7 Darwin/23.4.0', 'node'],
  ])('is a person with %s', (agent) =>
    expect(cameWith({ 'user-agent': agent })).toEqual({ kind: 'human', isPreview: false }),
  );

  it.each([
    ...['Mozilla/5.0 (compatible; Googlebot/2.1)', 'Mozilla/5.0 (compatible; bingbot/2.0)', 'Applebot/0.1'],
    ...['curl/8.1', 'python-requests/2.31', `${BROWSER} HeadlessChrome/120`],
  ])('is a robot with %s', (agent) =>
    expect(cameWith({ 'user-agent': agent })).toEqual({ kind: 'bot', isPreview: false }),
  );

  it.each([
    ...[
      'facebookexternalhit/1.1 Facebot Twitterbot/1.0',
      'Slackbot-LinkExpanding 1.0',
      'TelegramBot (like TwitterBot)',
    ],
    ...[
      'WhatsApp/2.23.20.0',
      'LinkedInBot/1.0',
      'Mozilla/5.0 (compatible; Discordbot/2.0)',
      'Pinterestbot/1.0',
    ],
    ...['redditbot/1.0', 'vkShare; +http://vk.com/dev/Share', 'Viber/13.3', 'SkypeUriPreview Preview/0.5'],
    ...[
      'Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)',
      'http.rb/5.1.1 (Mastodon/4.2.0; +https://m.example/)',
    ],
    ...['Mastodon/4.3.0 (http.rb/5.2.0; +https://m.example/)', 'Iframely/1.3', 'Embedly/0.2'],
  ])('wants to show what is there with %s', (agent) =>
    expect(cameWith({ 'user-agent': agent })).toEqual({ kind: 'bot', isPreview: true }),
  );

  it.each([
    [{}, 'HEAD'],
    [{ 'user-agent': BROWSER }, 'HEAD'],
    [{ 'user-agent': BROWSER, 'sec-purpose': 'prefetch' }, 'GET'],
    [{ 'user-agent': BROWSER, purpose: 'prefetch' }, 'GET'],
    [{ 'user-agent': BROWSER, 'x-purpose': 'preview' }, 'GET'],
    [{ 'user-agent': BROWSER, 'x-moz': 'prefetch' }, 'GET'],
    [{ 'user-agent': BROWSER, 'sec-fetch-dest': 'image' }, 'GET'],
  ] as [Record<string, string>, string][])('may be anyone with %j and %s', (headers, method) =>
    expect(cameWith(headers, method).kind).toBe('unknown'),
  );

  it('is told soon, however long the agent', () => {
    const began = performance.now();
    for (let turn = 0; turn < 100; turn += 1)
      cameWith({ 'user-agent': `Mozilla ${'bo'.repeat(8_000)}${turn}` });
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('the site that a visit came from', () => {
  it.each([
    ['https://www.news.example/a?b#c', 'news.example'],
    ['http://user:secret@News.Example:8080/', 'news.example'],
    ['https://müller.example/', 'xn--mller-kva.example'],
    ['https://news.example./', 'news.example'],
    ['https://[2001:db8::1]/', null],
    ['https://10.0.0.1/', null],
    [`https://${'a.'.repeat(130)}example/`, null],
    ['android-app://com.example', null],
    ['about:blank', null],
    ['', null],
    [`https://long.example/${'x'.repeat(2_000)}`, null],
  ])('of %s is %s', (referer, domain) => expect(referrerDomain({ referer })).toBe(domain));
});
