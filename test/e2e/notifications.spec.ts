import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import { ApiProcess } from '../support/api-process.js';
import { added, storyOf } from '../support/comments.js';
import { approve } from '../support/moderation.js';
import { MailServer, type ReceivedMail } from '../support/mail-server.js';
import { TestApp } from '../support/test-app.js';
import { send } from '../support/writing.js';

const PER_DAY = 20;
const SLOW = { timeout: 30_000 };

let mail: MailServer;
let site: TestApp;
let settings: Record<string, string>;
let path: string;
let people = 0;

beforeAll(async () => {
  mail = await MailServer.start();
  settings = {
    SMTP_URL: mail.url,
    MAIL_FROM: 'The Site <comments@site.example>',
    NOTIFICATIONS_PER_DAY: String(PER_DAY),
  };
  site = await TestApp.start(settings);
});
beforeEach(async () => {
  ({ path } = await storyOf(site, undefined, { headline: 'Tea & “biscuits”' }));
});
afterAll(async () => {
  await site.close();
  await mail.stop();
});

/** Nobody has this address yet. */
const someone = (): string => `reader${(people += 1)}@mail.example`;

const comment = (email: string, changes: Record<string, unknown> = {}) =>
  added(site, path, { email, ...changes });

/** All jobs that were asked for are done. */
const settled = () =>
  vi.waitFor(async () => {
    const waiting = await site.database.query(sql`select id from graphile_worker.jobs`);
    expect(waiting).toEqual([]);
  }, SLOW);

const arrived = async (address: string, count: number): Promise<ReceivedMail[]> => {
  await vi.waitFor(() => expect(mail.to(address)).toHaveLength(count), SLOW);
  return mail.to(address);
};

const statesOf = async (replyId: string): Promise<string[]> => {
  const rows = await site.database.query<{ state: string }>(
    sql`select state from notification where reply_id = ${replyId}::uuid`,
  );
  return rows.map(({ state }) => state);
};

/** The path of a link in a mail, which starts with the public address of the API. */
const linkIn = ({ content }: ReceivedMail, kind: 'confirm' | 'unsubscribe'): string =>
  new RegExp(`https://api\\.example(/v1/notifications/${kind}/[\\w-]{43}(?:\\?all=true)?)`).exec(
    content,
  )?.[1] ?? '';

const post = (to: string, init: RequestInit = {}) => fetch(`${site.url}${to}`, { method: 'POST', ...init });

/** A comment whose author wants to be told of replies, and has confirmed the address. */
async function subscribed(email = someone()): Promise<{ email: string; id: string }> {
  const { id } = await comment(email, { notify: true });
  const [asked] = await arrived(email, 1);
  expect((await post(linkIn(asked as ReceivedMail, 'confirm'))).status).toBe(200);
  mail.mails.length = 0;
  return { email, id };
}

describe('the form', () => {
  const asked = async (of: TestApp, story: string): Promise<object[]> => {
    const fields = 'fields=commentForm.fields';
    const { body } = await of.get<any>(`${story.replace(/comments$/, 'page')}?${fields}`);
    const slug = story.split('/')[3];
    const query = `query ($slug: String) { article(slug: $slug) { commentForm { fields { name label type required maxLength } } } }`;
    const answer = await of.graphql<any>(query, { slug });
    expect(answer.body.data.article.commentForm.fields).toEqual(body.commentForm.fields);
    return body.commentForm.fields;
  };

  it('offers a box to tick, last of all, where there is a mail server', async () => {
    const fields = await asked(site, path);
    expect(fields).toHaveLength(5);
    const label = 'Notify me of replies by email';
    expect(fields.at(-1)).toEqual({
      ...{ name: 'notify', label, type: 'checkbox', required: false, maxLength: null },
    });
  });

  it('offers none where e-mails are files', async () => {
    const plain = await TestApp.start({}, { databaseUrl: site.databaseUrl });
    try {
      expect(await asked(plain, path)).toHaveLength(4);
    } finally {
      await plain.close();
    }
  });
});

describe('an address', () => {
  it('is asked before anything is sent to it, once a day, by a mail with nothing of the commenter', async () => {
    const email = someone();
    const { id } = await comment(email, { name: 'Grace', body: 'Buy this.', notify: true });
    const [asked] = await arrived(email, 1);
    expect(asked?.headers).toMatchObject({
      subject: expect.stringContaining('=?UTF-8?'),
      from: 'The Site <comments@site.example>',
      to: email,
      'auto-submitted': 'auto-generated',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
    expect(asked?.headers['list-unsubscribe']).toMatch(/^<https:\/\/api\.example\/.*\?all=true>$/);
    expect(asked?.content).toContain('Tea &amp; “biscuits”');
    expect(asked?.content).not.toMatch(/Grace|Buy this/);
    await comment(someone(), { parentId: id });
    await comment(email, { notify: true });
    await settled();
    expect(mail.to(email)).toHaveLength(1);
  });

  it('is confirmed by a button and not by following a link', async () => {
    const email = someone();
    const { id } = await comment(email, { notify: true });
    const [asked] = await arrived(email, 1);
    const link = linkIn(asked as ReceivedMail, 'confirm');
    const page = await site.text(link);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(page.body).toContain('<form method="post" action=""><button>Yes, tell me of replies</button>');
    await comment(someone(), { parentId: id });
    await settled();
    expect(mail.to(email)).toHaveLength(1);
    const answer = await post(link, { headers: { accept: 'text/html' }, body: new URLSearchParams() });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('Thank you.');
    await comment(someone(), { parentId: id });
    await arrived(email, 2);
  });

  it('is not written to for comments that wait for a moderator', async () => {
    await site.database.query(sql`update site set comment_policy = 'premoderated'`);
    const email = someone();
    const { id } = await comment(email, { notify: true });
    await site.database.query(sql`update site set comment_policy = 'open'`);
    await settled();
    expect(mail.to(email)).toEqual([]);
    await approve(site, id);
    await arrived(email, 1);
  });

  it.each(['nothing', 'x'.repeat(43)])('is not confirmed by a token that is not known', async (token) => {
    const { status, body } = await site.post(`/v1/notifications/confirm/${token}`, {});
    expect([status, body['code']]).toEqual([404, 'NOTIFICATION_NOT_FOUND']);
    const answer = await site.graphql<{ confirmNotifications: { notified: null; errors: object[] } }>(
      `mutation ($token: String!) { confirmNotifications(input: { token: $token }) { notified errors { code } } }`,
      { token },
    );
    expect(answer.body.data?.confirmNotifications).toEqual({
      notified: null,
      errors: [{ code: 'NOTIFICATION_NOT_FOUND' }],
    });
  });

  it('is forgotten with all that went to it', async () => {
    const { email } = await subscribed();
    const index = site.app.get(KeyRing, { strict: false }).index('comment-email', email);
    const ask = (name: string) => send(site, 'POST', `/v1/privacy/${name}`, { email });
    const exported = await ask('export');
    expect(JSON.stringify(exported.body)).toContain('"confirmedAt"');
    expect((await ask('erasure')).status).toBe(200);
    const left = await site.database.query(
      sql`select email_index from notification_recipient where email_index = ${index}::bytea
        union all select email_index from notification where email_index = ${index}::bytea`,
    );
    expect(left).toEqual([]);
  });
});

describe('a reply', () => {
  it('is told of once, with its text and nothing that leads to who wrote it', async () => {
    const { email, id } = await subscribed();
    const other = someone();
    const reply = await comment(other, { parentId: id, name: 'Grace <b>', body: 'I disagree.\nStrongly.' });
    const [told] = await arrived(email, 1);
    expect(told?.headers['message-id']).toMatch(/^<[0-9a-f-]{36}@site\.example>$/);
    expect(told?.content).toContain('> I disagree.\r\n> Strongly.');
    expect(told?.content).toContain('Grace &lt;b&gt; replied to your comment:');
    expect(told?.content).toContain(`#comment-${reply.id}`);
    expect(JSON.stringify(told)).not.toContain(other);
    await approve(site, reply.id);
    await settled();
    expect(mail.to(email)).toHaveLength(1);
    expect(await statesOf(reply.id)).toEqual(['sent']);
  });

  it('is told of when a moderator approves it', async () => {
    const { email, id } = await subscribed();
    await site.database.query(sql`update site set comment_policy = 'premoderated'`);
    const reply = await comment(someone(), { parentId: id });
    await site.database.query(sql`update site set comment_policy = 'open'`);
    await settled();
    expect(mail.to(email)).toEqual([]);
    await approve(site, reply.id);
    await arrived(email, 1);
  });

  it('is not told of to its own author, nor for comments that nobody subscribed to', async () => {
    const { email, id } = await subscribed();
    const plain = await comment(email);
    const own = await comment(email.toUpperCase(), { parentId: id });
    await comment(someone(), { parentId: plain.id });
    await settled();
    expect(mail.to(email)).toEqual([]);
    expect(await statesOf(own.id)).toEqual([]);
  });

  it('is looked into only where somebody may be told of it', async () => {
    const { id } = await subscribed();
    const reply = await comment(someone(), { parentId: id });
    const plain = await comment(someone());
    const toPlain = await comment(someone(), { parentId: plain.id });
    const rows = await site.database.query<{ id: string; notifies: boolean }>(sql`
      select comment_id as id, notifies from activity where comment_id = any(${[id, reply.id, plain.id, toPlain.id]}::uuid[])
      order by id`);
    expect(rows).toEqual([
      { id, notifies: true },
      { id: reply.id, notifies: true },
      { id: plain.id, notifies: false },
      { id: toPlain.id, notifies: false },
    ]);
  });

  it('is not told of once the identity behind the comment was erased', async () => {
    const { email, id } = await subscribed();
    await site.database.query(sql`delete from comment_identity where comment_id = ${id}::uuid`);
    await comment(someone(), { parentId: id });
    await settled();
    expect(mail.to(email)).toEqual([]);
  });

  it('cannot put headers or recipients into the mail', async () => {
    const { path: odd } = await storyOf(site, undefined, {
      headline: 'One\r\nBcc: victim@mail.example\r\n\r\nTwo',
    });
    const email = someone();
    await added(site, odd, { email, notify: true });
    const [asked] = await arrived(email, 1);
    expect(asked?.to).toEqual([email]);
    expect(asked?.headers).not.toHaveProperty('bcc');
    expect(mail.to('victim@mail.example')).toEqual([]);
  });

  it('is told of with twenty others at once, and to one address no further within a day', async () => {
    const { email, id } = await subscribed();
    const replies = await Promise.all(
      Array.from({ length: PER_DAY + 3 }, () => comment(someone(), { parentId: id })),
    );
    await settled();
    expect(mail.to(email)).toHaveLength(PER_DAY);
    const states = (await Promise.all(replies.map((reply) => statesOf(reply.id)))).flat();
    expect(states.filter((state) => state === 'dropped')).toHaveLength(3);
    expect(new Set(mail.to(email).map(({ headers }) => headers['message-id'])).size).toBe(PER_DAY);
  });
});

describe('a mail server that', () => {
  it.each([
    ['refuses the recipient for good', 'atRecipient', 550, 'refused', 0],
    ['refuses the message for good', 'atMessage', 554, 'refused', 0],
    ['refuses the recipient for now', 'atRecipient', 451, 'sent', 1],
    ['refuses the message for now', 'atMessage', 451, 'sent', 1],
    ['breaks the connection before the message', 'atRecipient', 'cut', 'sent', 1],
    ['breaks the connection when it has the message', 'atMessage', 'cut', 'unknown', 0],
  ] as const)('%s', async (_, when, behaviour, state, mails) => {
    const { email, id } = await subscribed();
    const before = mail.recipients;
    mail[when].push(behaviour);
    const reply = await comment(someone(), { parentId: id });
    await settled();
    expect(await statesOf(reply.id)).toEqual([state]);
    expect(mail.to(email)).toHaveLength(mails);
    expect(mail.recipients - before).toBe(1 + mails);
  });

  it('takes a request for confirmation only the second time is asked again, and within the same day', async () => {
    const email = someone();
    mail.atRecipient.push(451);
    await comment(email, { notify: true });
    await arrived(email, 1);
  });

  it('says a reader’s address in a refusal does not get it into the database', async () => {
    const { email, id } = await subscribed();
    mail.atRecipient.push(451);
    await comment(someone(), { parentId: id });
    await vi.waitFor(async () => {
      const [job] = await site.database.query<{ error: string }>(
        sql`select last_error as error from graphile_worker.jobs where last_error is not null`,
      );
      expect(job?.error).toContain('did not take');
      expect(job?.error).not.toContain(email);
    }, SLOW);
    await settled();
  });
});

describe('unsubscribing', () => {
  const told = async (email: string, id: string): Promise<ReceivedMail> => {
    await comment(someone(), { parentId: id });
    const mails = await arrived(email, 1);
    mail.mails.length = 0;
    return mails[0] as ReceivedMail;
  };
  const oneClick = { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };

  it('takes one click, with either kind of form, and again', async () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    for (const init of [oneClick, { body: form }, {}]) {
      const { email, id } = await subscribed();
      const address = /<https:\/\/api\.example(.+)>/.exec(
        (await told(email, id)).headers['list-unsubscribe'] ?? '',
      );
      for (let time = 0; time < 2; time += 1) {
        const answer = await post(address?.[1] ?? '', init);
        expect([answer.status, await answer.json()]).toEqual([200, { notified: false }]);
      }
      await comment(someone(), { parentId: id });
      await settled();
      expect(mail.to(email)).toEqual([]);
    }
  });

  it('changes nothing by following the link, and offers one or all', async () => {
    const { email, id } = await subscribed();
    const link = linkIn(await told(email, id), 'unsubscribe');
    const { body } = await site.text(link);
    expect(body).toContain('action="?"><button>No more e-mails about this comment</button>');
    expect(body).toContain('action="?all=true"><button>No more e-mails about any comment</button>');
    await told(email, id);
  });

  it('ends one subscription, or all of the address, which then counts as never confirmed', async () => {
    const { email, id } = await subscribed();
    const second = await comment(email, { notify: true });
    const token = linkIn(await told(email, id), 'unsubscribe')
      .split('/')
      .at(-1);
    await post(`/v1/notifications/unsubscribe/${token}`);
    await told(email, second.id);
    const answer = await site.graphql<{ unsubscribe: object }>(
      `mutation ($token: String!) { unsubscribe(input: { token: $token, all: true }) { notified errors { code } } }`,
      { token },
    );
    expect(answer.body.data?.unsubscribe).toEqual({ notified: false, errors: [] });
    await comment(someone(), { parentId: second.id });
    const third = await comment(email, { notify: true });
    await comment(someone(), { parentId: third.id });
    await settled();
    expect(mail.to(email)).toEqual([]);
  });

  it('answers just the same to a token that is not known', async () => {
    const answer = await post(`/v1/notifications/unsubscribe/${'x'.repeat(43)}`, oneClick);
    expect([answer.status, await answer.json()]).toEqual([200, { notified: false }]);
    expect((await post('/v1/notifications/unsubscribe/x?all=maybe')).status).toBe(400);
    expect((await post('/v1/notifications/unsubscribe/x?some=true')).status).toBe(400);
  });
});

describe('a process that is killed', () => {
  const started = () => ApiProcess.start({ ...settings, DATABASE_URL: site.databaseUrl });

  beforeAll(() => ApiProcess.build(), 120_000);

  /** Restarts the application of this file, which otherwise would do the jobs. */
  const withoutWorkers = async (work: () => Promise<void>): Promise<void> => {
    await site.app.close();
    await work();
    site = await TestApp.start(settings, { databaseUrl: site.databaseUrl });
  };
  const query = async (client: Client, text: string): Promise<unknown[]> => (await client.query(text)).rows;

  it('between storing and notifying loses nothing', async () => {
    const { email, id } = await subscribed();
    const story = path;
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    await withoutWorkers(async () => {
      const api = await started();
      await client.query('begin');
      await client.query('select from notification_recipient for update');
      const answer = await fetch(`${api.url}${story}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Ada', email: someone(), body: 'Well said.', parentId: id }),
      });
      expect(answer.status).toBe(201);
      await vi.waitFor(async () => {
        const held = await query(client, 'select from graphile_worker.jobs where locked_at is not null');
        expect(held).toHaveLength(1);
      }, SLOW);
      await api.kill();
      await client.query('commit');
    });
    expect(mail.to(email)).toEqual([]);
    await arrived(email, 1);
    await settled();
    expect(mail.to(email)).toHaveLength(1);
    await client.end();
  }, 90_000);

  it('while it sends does not make another one send again', async () => {
    const { email, id } = await subscribed();
    const story = path;
    const before = mail.recipients;
    await withoutWorkers(async () => {
      const api = await started();
      mail.atRecipient.push('hang');
      await fetch(`${api.url}${story}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Ada', email: someone(), body: 'Well said.', parentId: id }),
      });
      await vi.waitFor(() => expect(mail.recipients).toBe(before + 1), SLOW);
      await api.kill();
    });
    await settled();
    expect(mail.to(email)).toEqual([]);
    expect(mail.recipients).toBe(before + 1);
  }, 90_000);
});

describe('without a mail server', () => {
  it('e-mails are files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-mail-'));
    const plain = await TestApp.start({ DATA_DIR: folder });
    const story = await storyOf(plain);
    await added(plain, story.path, { email: 'ada@mail.example', notify: true });
    const names = await vi.waitFor(async () => {
      const found = await readdir(join(folder, 'mail'));
      expect(found).toHaveLength(1);
      return found;
    }, SLOW);
    const text = await readFile(join(folder, 'mail', names[0] ?? ''), 'utf8');
    expect(names[0]).toMatch(/^[0-9a-f-]{36}\.eml$/);
    expect(text).toMatch(/^To: ada@mail\.example\r$/m);
    await plain.close();
    await rm(folder, { recursive: true });
  });
});
