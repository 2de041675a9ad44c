import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hook } from './hook.phase.js';
import type { JudgedComment } from './phase.js';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const EMAIL = 'very.private@mail.example';
const comment = (): JudgedComment => ({
  ...{ kind: 'new', id: '01990000-0000-7000-8000-000000000001', article: 'a-story', parentId: null },
  ...{
    name: 'Ada',
    email: EMAIL,
    website: null,
    text: 'Well said.',
    html: '<p>Well said.</p>',
    insists: false,
  },
  viewer: { key: null, actor: 'anonymous', scopes: new Set(), address: '203.0.113.77' },
  form: { trap: null, openedAt: null },
  fingerprint: { hash: null, simhash: null },
  challenge: null,
  now: new Date(),
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let port: number;
let received: Received[];
let answer: (response: ServerResponse) => void;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
beforeEach(() => {
  received = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const says = (body: unknown, status = 200) => {
  answer = (response) => void response.writeHead(status).end(JSON.stringify(body));
};
const judge = async (host = '127.0.0.1', allowPrivate = true) =>
  hook({ url: `http://${host}:${port}/judge`, secret: SECRET, allowPrivate }).judge(comment(), null);

describe('the hook', () => {
  it('is asked with a signature, and hears of no address', async () => {
    says({ verdict: 'spam', rule: 'classifier', score: 0.93, detail: 'Looks like spam.' });
    expect(await judge()).toEqual({
      verdict: 'spam',
      rule: 'classifier',
      score: 0.93,
      detail: 'Looks like spam.',
    });
    const [{ headers, body }] = received as [Received];
    const said = new Webhook(SECRET).verify(body, headers as Record<string, string>) as Record<string, any>;
    expect(said).toMatchObject({
      type: 'comment.created',
      data: { name: 'Ada', text: 'Well said.', article: 'a-story', isSignedIn: false },
    });
    const sent = JSON.stringify([headers, body]);
    for (const secret of [EMAIL, 'private', '203.0.113']) expect(sent).not.toContain(secret);
    expect(() => new Webhook(SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow();
  });

  it.each([
    ['pass', { verdict: 'pass' }],
    ['hold', { verdict: 'hold', rule: 7, score: 'x', detail: {} }],
  ])('may say %s', async (verdict, body) => {
    says(body);
    expect(await judge()).toEqual({ verdict, rule: null, score: null });
  });

  it.each([
    ['Ada_said-1', 'Ada_said-1'],
    ['Ada said: well', 'other'],
    ['1st', 'other'],
    ['', 'other'],
    ['x\n', 'other'],
    ['x\0', 'other'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'other'],
  ])('quotes nobody in the name of a rule: %j', async (rule, kept) => {
    says({ verdict: 'hold', rule });
    expect(await judge()).toMatchObject({ rule: kept });
  });

  it.each<[string, () => void]>([
    ['an error', () => says({ verdict: 'pass' }, 500)],
    ['a redirect', () => says({ verdict: 'pass' }, 302)],
    ['another verdict', () => says({ verdict: 'maybe' })],
    ['a nudge', () => says({ verdict: 'nudge' })],
    ['null', () => says(null)],
    ['no JSON', () => (answer = (response) => void response.end('fine'))],
    ['too much', () => says({ verdict: 'pass', detail: 'x'.repeat(70_000) })],
    ['half an answer', () => (answer = (response) => void response.write('{', () => response.destroy()))],
    ['nothing in time', () => (answer = () => undefined)],
  ])('fails where it answers %s', async (_, prepare) => {
    prepare();
    await expect(judge()).rejects.toThrow();
  });

  it.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '10.0.0.1',
    '169.254.169.254',
    '2130706433',
  ])('is not asked at %s', async (host) => {
    says({ verdict: 'pass' });
    await expect(judge(host, false)).rejects.toThrow('not public');
    expect(received).toEqual([]);
  });

  it('passes everything where there is none', async () => {
    expect(await hook(null).judge(comment(), null)).toMatchObject({ verdict: 'pass' });
  });
});
