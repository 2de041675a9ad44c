import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { StuckNoticesService } from '../../src/notifications/stuck-notices.service.js';
import { parseCommand, UsageError } from '../../src/cli/arguments.js';
import { build, Program } from '../support/cli.js';
import { added, storyOf } from '../support/comments.js';
import { MailServer } from '../support/mail-server.js';
import { TestApp } from '../support/test-app.js';

const SLOW = { timeout: 30_000 };
const STUCK = /nobody knows whether they went out: (\d+) \(([^)]*)\)/;

let mail: MailServer;
let site: TestApp;
let path: string;
let people = 0;
beforeAll(async () => {
  await build();
  mail = await MailServer.start();
  site = await TestApp.start({ SMTP_URL: mail.url, MAIL_FROM: 'comments@site.example' });
}, 120_000);
beforeEach(async () => {
  ({ path } = await storyOf(site));
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await site.close();
  await mail.stop();
});

const someone = (): string => `reader${(people += 1)}@mail.example`;
const notices = (of = site): StuckNoticesService => of.app.get(StuckNoticesService, { strict: false });

/** What the row of an e-mail is after a process died while it sent it, two hours ago. */
const strand = (id: string) =>
  site.database.query(
    sql`update notification set state = 'sending', claimed_at = now() - interval '2 hours' where id = ${id}::uuid`,
  );

const stateOf = async (id: string) =>
  (
    await site.database.query<{ state: string }>(sql`select state from notification where id = ${id}::uuid`)
  )[0]?.state;

/** Waits until an e-mail about a comment has gone to its author, and strands it. @returns its id */
async function stranded(email: string, commentId: string, kind: 'reply' | 'confirmation'): Promise<string> {
  const isReply = kind === 'reply';
  const id = await vi.waitFor(async () => {
    const rows = await site.database.query<{ id: string }>(
      sql`select id from notification where subscription_id = ${commentId}::uuid and state = 'sent'
        and (reply_id is not null) = ${isReply}::boolean`,
    );
    expect(rows).toHaveLength(1);
    return rows[0]?.id ?? '';
  }, SLOW);
  expect(mail.to(email)).toHaveLength(1);
  await strand(id);
  mail.mails.length = 0;
  return id;
}

/** The e-mail that asks a new reader for confirmation. */
async function confirmation(): Promise<{ id: string; email: string; commentId: string }> {
  const email = someone();
  const { id: commentId } = await added(site, path, { email, notify: true });
  return { id: await stranded(email, commentId, 'confirmation'), email, commentId };
}

/** The e-mail about a reply to a reader who wants it. */
async function reply(): Promise<{ id: string; email: string; commentId: string }> {
  const { id: asked, email, commentId } = await confirmation();
  await site.database.query(sql`update notification set state = 'sent' where id = ${asked}::uuid`);
  await site.database.query(sql`update notification_recipient set confirmed_at = now()`);
  await added(site, path, { email: someone(), parentId: commentId });
  return { id: await stranded(email, commentId, 'reply'), email, commentId };
}

/** Runs the command line on the database of the site. */
const cli = (...args: string[]) =>
  Program.start('dist/bundle/cli.js', ['notifications', ...args], {
    DATABASE_URL: site.databaseUrl,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    DEMO_SITE: 'false',
  }).ended;

describe('an e-mail whose process died while it sent it', () => {
  it('is warned of when a server starts and again later, with its id and no address', async () => {
    const { id, email } = await reply();
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const other = await TestApp.start({ LOG_LEVEL: 'warn' }, { databaseUrl: site.databaseUrl });
    await notices(other).report();
    await other.close();
    const lines = warned.mock.calls.map(([line]) => String(line)).filter((line) => STUCK.test(line));
    expect(lines.map((line) => STUCK.exec(line)?.slice(1))).toEqual([
      ['1', id],
      ['1', id],
    ]);
    expect(lines.join()).not.toContain(email);
    await notices().dismiss(id);
    warned.mockClear();
    await notices().report();
    expect(warned.mock.calls.filter(([line]) => STUCK.test(String(line)))).toEqual([]);
  });

  it('is none before an hour is over, and none that a mail server delays', async () => {
    const { id } = await reply();
    const found = async () => (await notices().find()).map((notice) => notice.id);
    expect(await found()).toEqual([id]);
    await site.database.query(sql`update notification set claimed_at = now() - interval '59 minutes'`);
    expect([await found(), await notices().resend(id), await notices().dismiss(id)]).toEqual([
      [],
      null,
      false,
    ]);
    await strand(id);
    await site.database.query(sql`update notification set state = 'delayed' where id = ${id}::uuid`);
    expect(await found()).toEqual([]);
  });

  it.each([
    ['reply', reply],
    ['confirmation', confirmation],
  ])('is sent again on the operator’s word, once: %s', async (_kind, made) => {
    const { id, email } = await made();
    const answers = await Promise.all([1, 2, 3].map(() => notices().resend(id)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    await vi.waitFor(async () => {
      expect(mail.to(email)).toHaveLength(1);
      expect(await site.database.query(sql`select id from graphile_worker.jobs`)).toEqual([]);
    }, SLOW);
    expect(mail.to(email)).toHaveLength(1);
    expect(await notices().find()).toEqual([]);
  });

  it('is not sent again to who has unsubscribed since, nor without the identity behind the comment', async () => {
    const [one, two] = [await reply(), await reply()];
    await site.database.query(
      sql`update notification_subscription set ended_at = now() where comment_id = ${one.commentId}::uuid`,
    );
    await site.database.query(sql`delete from comment_identity where comment_id = ${two.commentId}::uuid`);
    expect([await notices().resend(one.id), await notices().resend(two.id)]).toEqual(['dropped', null]);
    expect(await stateOf(one.id)).toBe('dropped');
    await vi.waitFor(async () => {
      expect(await site.database.query(sql`select id from graphile_worker.jobs`)).toEqual([]);
    }, SLOW);
    expect([mail.to(one.email), mail.to(two.email)]).toEqual([[], []]);
    expect(await notices().dismiss(two.id)).toBe(true);
  });
});

describe('an e-mail that a mail server delayed', () => {
  it('is dropped when nobody wants it any more', async () => {
    const { id, commentId } = await reply();
    await site.database.query(sql`update notification set state = 'delayed' where id = ${id}::uuid`);
    await site.database.query(
      sql`update notification_subscription set ended_at = now() where comment_id = ${commentId}::uuid`,
    );
    await site.database.query(
      sql`select graphile_worker.add_job('notifyOfReply', json_build_object('replyId', reply_id))
        from notification where id = ${id}::uuid`,
    );
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('dropped'), SLOW);
  });
});

describe('the command line', { timeout: 120_000 }, () => {
  it('lists them, has one sent again, and dismisses one', async () => {
    const [one, two] = [await reply(), await confirmation()];
    const { stdout, status } = await cli('stuck', '--json');
    const about = ({ id, commentId }: typeof one, kind: string) => ({
      ...{ id, kind, commentId, since: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(status).toBe(0);
    const listed = JSON.parse(stdout) as object[];
    expect(listed).toHaveLength(2);
    expect(listed).toEqual(expect.arrayContaining([about(one, 'reply'), about(two, 'confirmation')]));
    expect(stdout).not.toContain('mail.example');
    expect((await cli('resend', one.id)).status).toBe(0);
    await vi.waitFor(() => expect(mail.to(one.email)).toHaveLength(1), SLOW);
    expect((await cli('dismiss', two.id)).status).toBe(0);
    expect((await cli('stuck')).stdout).toBe('No e-mail is stuck.\n');
    const gone = await cli('dismiss', two.id);
    expect([gone.status, gone.stderr]).toEqual([1, expect.stringContaining(two.id)]);
    expect((await cli('resend', randomUUID())).status).toBe(1);
    expect((await cli('resend', 'x')).status).toBe(2);
  });

  it.each([[], ['all'], ['stuck', 'x'], ['resend'], ['dismiss', randomUUID(), 'x']])(
    'is not understood: notifications %s %s %s',
    (...words) => {
      expect(() => parseCommand(['notifications', ...words])).toThrow(UsageError);
    },
  );
});
