import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BATCH_STORIES } from '../../src/imports/import-run.js';
import { sql } from '../../src/platform/database/sql.js';
import { type Ended, build, Program } from '../support/cli.js';
import { ghostExport, ghostPost } from '../support/ghost.js';
import { TestApp } from '../support/test-app.js';
import { WXR_HEAD, wxr, wxrItem } from '../support/wxr.js';

const CLI = 'dist/bundle/cli.js';
const KEY = Buffer.alloc(32, 7).toString('base64');

const story = (number: number, more: Record<string, unknown> = {}) => ({
  externalId: `cli-${number}`,
  headline: `Story number ${number}`,
  section: 'world',
  tags: ['imported'],
  body: { text: `First paragraph of ${number}.\n\nSecond paragraph.` },
  status: 'published',
  publishedAt: '2020-11-08T06:00:00Z',
  ...more,
});

const stories = (count: number) => Array.from({ length: count }, (_, index) => story(index + 1));
const ndjson = (lines: readonly unknown[]) => `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;

describe('the command line', { timeout: 120_000 }, () => {
  const started: Program[] = [];
  let folder: string;

  const cli = (args: readonly string[], environment: Record<string, string> = {}) => {
    const program = Program.start(CLI, args, environment);
    started.push(program);
    return program;
  };
  const file = async (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const reportOf = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-cli-'));
    await build();
  });
  afterEach(async () => {
    for (const program of started.splice(0)) await program.end('SIGKILL');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('explains itself, and refuses what it does not understand', async () => {
    const [help, version, ...wrong] = await Promise.all(
      [
        ['help'],
        ['--version'],
        ['export'],
        ['import', 'ndjson'],
        ['import', 'wordpress'],
        ['import', 'csv', 'x'],
        ['import', 'ghost', 'x', '--permalink', '/{slug}/{nonsense}/'],
        ['import', 'ghost', 'x', '--site-url', 'old.example'],
        ['import', 'wordpress', 'x', '--section', 'News'],
        ['import', '--fast'],
        ['export', 'ndjson', 'a', 'b'],
        ['export', 'ndjson', '--status', 'draft'],
        ['related', 'forget'],
      ].map((args) => cli(args).ended),
    );
    expect(help).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/import ndjson FILE[^]*import wordpress FILE/),
    });
    expect(version).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    for (const { status, stdout, stderr } of wrong) {
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^broadsheet: .+\nTry: npm run cli -- help\n$/);
    }
  });

  it('names a file that is not there, and a folder', async () => {
    const missing = await cli(['import', 'ndjson', join(folder, 'no-such-file')]).ended;
    expect(missing).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no file'),
    });
    const directory = await cli(['import', 'ndjson', folder]).ended;
    expect(directory).toMatchObject({ status: 1, stderr: expect.stringContaining('is a folder') });
  });

  describe('with DATABASE_URL, beside a running server', () => {
    let site: TestApp;
    let environment: Record<string, string>;

    const articles = async () => {
      const rows = await site.database.query<{ count: number }>(
        sql`select count(*)::int as count from article`,
      );
      return rows[0]?.count ?? 0;
    };

    beforeAll(async () => {
      site = await TestApp.start({ ENCRYPTION_KEY: KEY });
      environment = { DATABASE_URL: site.databaseUrl, ENCRYPTION_KEY: KEY };
    });
    afterAll(() => site.close());

    it('imports from gzip on the standard input, and every story has a page', async () => {
      const program = cli(['import', 'ndjson', '-', '--json', '--quiet'], environment);
      program.child.stdin?.end(gzipSync(ndjson(stories(60))));
      const ended = await program.ended;
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      expect(reportOf(ended)).toMatchObject({ file: 'stdin', created: 60, lastLine: 60, fault: null });
      for (const { headline } of stories(60)) {
        const slug = headline.toLowerCase().replaceAll(' ', '-');
        expect(await site.get(`/v1/articles/${slug}/page`)).toMatchObject({
          status: 200,
          body: { article: { headline } },
        });
      }
      expect(await articles()).toBe(60);
    });

    it('reports in plain words, and only what is wrong when it is told to be quiet', async () => {
      const path = await file('again.ndjson', ndjson(stories(3)));
      const { status, stdout } = await cli(['import', 'ndjson', path], environment).ended;
      expect(status).toBe(0);
      expect(stdout).toMatch(/^Imported 3 stories from .*again\.ndjson in \d+\.\d s \([\d.]+ a second\)\n/);
      expect(stdout).toMatch(/created +0\n +updated +0\n +unchanged +3\n/);
      expect(await cli(['import', 'ndjson', path, '--quiet'], environment).ended).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
    });

    it('exports what it imported: to the standard output, or into a file that is whole', async () => {
      const path = await file('out.ndjson.gz', 'What was there before');
      const everything = ['export', 'ndjson', path, '--status', 'all', '--comments', '--quiet'];
      const [printed, written] = await Promise.all(
        [['export', 'ndjson'], everything].map((args) => cli(args, environment).ended),
      );
      expect(printed).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/^Exported 60 stories, \d\.\d MB, in \d+\.\d s\n$/),
      });
      expect(printed?.stdout.trimEnd().split('\n')).toHaveLength(await articles());
      expect(written).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(gunzipSync(await readFile(path)).toString()).toBe(printed?.stdout);
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    });

    it('chooses all related stories anew', async () => {
      const { status, stdout, stderr } = await cli(['related', 'rebuild'], environment).ended;
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: `Chosen anew for ${await articles()} stories.\n`,
      });
      expect(stderr).toMatch(/^reading what stories are about: \d+ of \d+\n[^]*choosing related stories: /);
      const { body } = await site.get<any>('/v1/articles/story-number-1/related');
      expect(body.items).toHaveLength(5);
    });

    it('stops at a broken line with file, line and reason, and keeps what came before', async () => {
      const lines = ndjson([story(101), story(102, { headline: '' }), story(103)]);
      const path = await file('broken.ndjson', lines);
      const ended = await cli(['import', 'ndjson', path], environment).ended;
      expect(ended.status).toBe(1);
      expect(ended.stderr).toBe(`${path}:2: /headline: headline is required.\n`);
      expect(ended.stdout).toContain('everything up to line 1 is imported, nothing after it');
      expect((await site.get('/v1/articles/story-number-101/page')).status).toBe(200);
      expect((await site.get('/v1/articles/story-number-103')).status).toBe(404);
    });

    it('ends at a refused story though the standard input stays open', async () => {
      const program = cli(['import', 'ndjson', '-', '--json'], environment);
      const lines = Array.from({ length: BATCH_STORIES }, (_, index) => story(500 + index));
      lines[1] = story(501, { slug: 'story-number-500' });
      program.child.stdin?.write(ndjson(lines));
      const { status, stderr, stdout } = await program.ended;
      expect(status).toBe(1);
      expect(stderr).toContain('stdin:2: /slug: Another story has this slug or had it before.');
      expect(JSON.parse(stdout)).toMatchObject({ created: 1, lastLine: 1, fault: { line: 2 } });
    });

    it('stops after the batch under way on Ctrl-C', async () => {
      const before = await articles();
      const program = cli(['import', 'ndjson', '-', '--json'], environment);
      const lines = Array.from({ length: BATCH_STORIES + 20 }, (_, index) => story(1_000 + index));
      program.child.stdin?.write(ndjson(lines));
      await expect.poll(articles, { timeout: 60_000 }).toBe(before + BATCH_STORIES);
      const ended = await program.end('SIGINT');
      expect(ended.status).toBe(130);
      expect(reportOf(ended)).toMatchObject({
        created: BATCH_STORIES,
        lastLine: BATCH_STORIES,
        interrupted: true,
        fault: null,
      });
      expect(await articles()).toBe(before + BATCH_STORIES);
    });

    it('leaves only whole stories when it is killed, and goes on from there the next time', async () => {
      const before = await articles();
      const lines = Array.from({ length: 400 }, (_, index) => story(2_000 + index));
      const path = await file('killed.ndjson', ndjson(lines));
      const program = cli(['import', 'ndjson', path, '--json'], environment);
      await expect.poll(articles, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before);
      expect((await program.end('SIGKILL')).status).toBeNull();
      const kept = (await articles()) - before;
      expect(kept % BATCH_STORIES).toBe(0);
      expect(kept).toBeLessThan(400);
      const [broken] = await site.database.query<{
        count: number;
      }>(sql`select count(*)::int as count from article a
        where not exists (select 1 from article_revision where id = a.published_revision_id)
          or not exists (select 1 from article_alias where slug = a.slug)
          or not exists (select 1 from article_stats where article_id = a.id)
          or not exists (select 1 from article_listing where article_id = a.id)
          or not exists (select 1 from article_search where article_id = a.id)
          or not exists (select 1 from share_code where article_id = a.id)
          or not exists (select 1 from change where subject_id = a.id and kind = 'published')`);
      expect(broken?.count).toBe(0);
      // The killed process's last transaction may still be ending: the import waits for its lock.
      const again = reportOf(await cli(['import', 'ndjson', path, '--json', '--quiet'], environment).ended);
      expect(again).toMatchObject({ fault: null, lastLine: 400 });
      expect((again['created'] as number) + (again['unchanged'] as number)).toBe(400);
      expect(await articles()).toBe(before + 400);
    });

    it('imports a WordPress export, and reports as JSON on the screen and in a file', async () => {
      const report = join(folder, 'report.json');
      const items = Array.from({ length: 3 }, (_, n) => wxrItem({ id: n + 1, name: `wp-${n + 1}` }));
      const program = cli(['import', 'wordpress', '-', '--json', '--quiet', '--report', report], environment);
      program.child.stdin?.end(gzipSync(wxr(...items)));
      const ended = await program.ended;
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      expect(reportOf(ended)).toMatchObject({
        file: 'stdin',
        created: 3,
        posts: 3,
        byStatus: { published: 3 },
        made: { authors: 1 },
        fault: null,
      });
      expect(await readFile(report, 'utf8')).toBe(ended.stdout);
      expect(await site.get('/v1/resolve?url=https://blog.example/?p=2')).toMatchObject({
        body: { slug: 'wp-2' },
      });
    });

    it('says in plain words what was left out and lost, and writes no command to a terminal', async () => {
      const odd = wxrItem({ id: 8, type: 'od\u009Bd', title: 'Page' });
      const lossy = wxrItem({
        id: 9,
        content: '[evil\u009B2J x="1"] <!-- wp:acme/chart /-->A.',
        meta: { mood: 'x' },
      });
      const empty = wxrItem({ id: 10, title: '', content: '', name: 'nothing\u009B2J' });
      const path = await file('odd.xml', wxr(odd, lossy, empty));
      const { status, stdout, stderr } = await cli(['import', 'wordpress', path], environment).ended;
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Imported 1 story from .*odd\.xml in [\d.]+ s \([\d.]+ a second\)\n/);
      expect(stdout).toMatch(/\n {2}status +1 published\n/);
      expect(stdout).toMatch(/\n {2}skipped +1: there is nothing in it\n {4}line \d+: post 10 nothing/);
      expect(stdout).toMatch(/\n {2}lost +in conversion\n {4}block: 1 acme\/chart\n/);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    });

    it('imports an export of Ghost and items of ninjs, and says what was lost', async () => {
      const card = '<div class="kg-card kg-signup-card"><form></form></div>';
      const posts = [
        ghostPost('1', { slug: 'of-ghost', html: `<p>A.</p>${card}` }),
        ghostPost('2', { type: 'page' }),
      ];
      const path = await file('ghost.json', gzipSync(ghostExport({ posts })));
      const options = ['--site-url', 'https://ghost.example/', '--permalink', '/{year}/{slug}/'];
      const ghost = await cli(['import', 'ghost', path, ...options], environment).ended;
      expect(ghost).toMatchObject({ status: 0, stderr: '' });
      expect(ghost.stdout).toMatch(/\n {2}comments +none: exports of Ghost have none\n/);
      expect(ghost.stdout).toMatch(/\n {2}left out +1 internal tags, 1 newsletters, 1 page\n/);
      expect(ghost.stdout).toMatch(/\n {4}card: 1 signup\n/);
      expect(
        (await site.get<any>('/v1/resolve?url=https://ghost.example/2020/of-ghost/')).body,
      ).toMatchObject({
        slug: 'of-ghost',
      });
      const item = {
        uri: 'urn:wire:1',
        type: 'text',
        slugline: 'of-wire',
        headline: 'Of the wire',
        body_text: 'A.',
        versioncreated: '2020-05-04T10:00:00Z',
      };
      const program = cli(['import', 'ninjs', '-', '--section', 'Wire', '--json', '--quiet'], environment);
      program.child.stdin?.end(JSON.stringify(item));
      const ninjs = await program.ended;
      expect(ninjs).toMatchObject({ status: 0, stderr: '' });
      expect(reportOf(ninjs)).toMatchObject({ unit: 'item', created: 1, byStatus: { published: 1 } });
      expect((await site.get<any>('/v1/articles/of-wire')).body).toMatchObject({ section: { name: 'Wire' } });
    });

    it('stops at a broken export with file, line and reason, and keeps what came before', async () => {
      const text = `${WXR_HEAD}${wxrItem({ id: 20, name: 'before' })}\n<item><title>R&D</title></item>`;
      const path = await file('broken.xml', text);
      const ended = await cli(['import', 'wordpress', path], environment).ended;
      expect(ended.status).toBe(1);
      expect(ended.stderr).toBe(
        `${path}:${text.split('\n').length}: An & stands alone; it must be written &amp;.\n`,
      );
      expect(ended.stdout).toContain('is imported, nothing after it');
      expect((await site.get('/v1/articles/before/page')).status).toBe(200);
    });

    it('says what the database refused when it cannot be reached', async () => {
      const path = await file('one.ndjson', ndjson(stories(1)));
      const elsewhere = { ...environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
      const { status, stdout, stderr } = await cli(['import', 'ndjson', path], elsewhere).ended;
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^broadsheet: .*ECONNREFUSED.*\n$/);
    });
  });

  it('works with the embedded database, alone and beside a server, and never makes the demo site', async () => {
    const environment = { DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error' };
    const path = await file('site.ndjson', ndjson(stories(2)));
    const alone = await cli(['import', 'ndjson', path, '--json', '--quiet'], environment).ended;
    expect(alone).toMatchObject({ status: 0, stderr: '' });
    expect(reportOf(alone)).toMatchObject({ created: 2 });

    const server = Program.start('dist/bundle/main.js', [], environment);
    started.push(server);
    const [, url] = await server.says(/is up at (\S+)/);
    const listed = async () => {
      const answer = (await (await fetch(`${url}/v1/articles`)).json()) as { items: { headline: string }[] };
      return answer.items.map(({ headline }) => headline).sort();
    };
    expect(await listed()).toEqual(['Story number 1', 'Story number 2']);

    const changed = await file(
      'changed.ndjson',
      ndjson([story(1), story(2, { headline: 'Another headline' }), story(3)]),
    );
    const beside = await cli(['import', 'ndjson', changed, '--json', '--quiet'], environment).ended;
    expect(reportOf(beside)).toMatchObject({ created: 1, updated: 1, unchanged: 1, fault: null });
    expect(await listed()).toEqual(['Another headline', 'Story number 1', 'Story number 3']);
    expect((await server.end('SIGINT')).status).toBe(0);
  });
});
