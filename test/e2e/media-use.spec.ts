import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BodyInput, prepareBody } from '../../src/body/body.js';
import { imageIdsIn } from '../../src/body/own-images.js';
import { ImagesService } from '../../src/media/images.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { storyOf } from '../support/comments.js';
import { furnish } from '../support/generated-site.js';
import { MediaApp, type MediaAnswer, stripes, WRITER } from '../support/pictures.js';
import { TestApp } from '../support/test-app.js';

let media: MediaApp;
let site: TestApp;
/** Another process over the same database, which its callers know under another address. */
let moved: TestApp;

beforeAll(async () => {
  media = await MediaApp.start();
  site = media.site;
  const environment = { MEDIA_DIR: media.folder, PUBLIC_BASE_URL: 'https://news.example/api' };
  moved = await TestApp.start(environment, { databaseUrl: site.databaseUrl });
  await furnish(site);
});
afterAll(async () => {
  await moved.close();
  await media.close();
});

const upload = async (fields: Record<string, string> = {}): Promise<MediaAnswer> =>
  (await media.upload(await stripes(900, 600).png().toBuffer(), fields)).body;

/** What an anonymous caller and one who writes are told of a picture. */
const statuses = async (id: string): Promise<string> => {
  const open = await media.picture(`/media/${id}?w=160`);
  const own = await media.picture(`/media/${id}?w=160`, WRITER);
  return `${open.status} ${own.status} ${own.headers.get('cache-control')?.split(',')[0]}`;
};
const SEEN = '200 200 public';
const UNSEEN = '404 200 private';

/** Gives a story the picture above it. */
const lead = (story: string, image: string) =>
  site.database.query(sql`update article_revision set lead_image_id = ${image}::uuid
    where article_id = ${story}::uuid`);

/** Gives a story a body, as a writer of stories does: looked up, prepared and stored. */
async function write(story: string, input: BodyInput): Promise<void> {
  await site.database.transaction(async (tx) => {
    const images = await site.app.get(ImagesService, { strict: false }).findForUse(tx, imageIdsIn(input));
    const { blocks, html, text } = prepareBody(input, undefined, images);
    await tx.query(
      `update article_revision r set blocks = $2, html = $3, text = $4 from article a
        where a.id = $1 and r.id = a.published_revision_id`,
      [story, JSON.stringify(blocks), html, text],
    );
  });
}

const set = (story: string, column: string, value: unknown) =>
  site.database.pool.query(`update article set ${column} = $2 where id = $1`, [story, value]);

describe('a picture', () => {
  it('that nothing uses is seen by those who write alone', async () => {
    const { id } = await upload();
    expect(await statuses(id)).toBe(UNSEEN);
    expect((await media.picture(`/media/${id}`)).status).toBe(404);
  });

  it('above a story is seen as long as the story is', async () => {
    const { id } = await upload();
    const story = await storyOf(site);
    await lead(story.id, id);
    expect(await statuses(id)).toBe(SEEN);
    for (const [column, hidden, shown] of [
      ['status', 'draft', 'published'],
      ['status', 'unpublished', 'published'],
      ['publish_at', new Date(Date.now() + 3_600_000), new Date('2026-01-02')],
      ['expires_at', new Date('2026-01-03'), null],
    ] as const) {
      await set(story.id, column, hidden);
      expect(await statuses(id), `${column} ${String(hidden)}`).toBe(UNSEEN);
      await set(story.id, column, shown);
      expect(await statuses(id)).toBe(SEEN);
    }
  });

  it('of a draft beside a published story is not seen', async () => {
    const { id } = await upload();
    const story = await storyOf(site);
    await site.database.query(sql`insert into article_revision
      select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'number', 2, 'lead_image_id', ${id}::text))).*
      from article_revision r where r.article_id = ${story.id}::uuid`);
    expect(await statuses(id)).toBe(UNSEEN);
  });

  it('inside a story is seen as long as the story is, and its body', async () => {
    const { id } = await upload();
    const story = await storyOf(site);
    await write(story.id, { blocks: [{ _type: 'image', imageId: id }] });
    expect(await statuses(id)).toBe(SEEN);
    for (const access of ['excerpt', 'none']) {
      await site.database.query(sql`update site set anonymous_access = ${access}`);
      expect(await statuses(id), access).toBe(UNSEEN);
    }
    await site.database.query(sql`update site set anonymous_access = 'full'`);
    await set(story.id, 'status', 'draft');
    expect(await statuses(id)).toBe(UNSEEN);
  });

  it('of an author is seen with a story of theirs', async () => {
    const { id } = await upload();
    const name = `Author ${id}`;
    const story = await storyOf(site, undefined, { authors: [name] });
    await site.database.query(sql`update author set avatar_id = ${id}::uuid where name = ${name}`);
    expect(await statuses(id)).toBe(SEEN);
    await set(story.id, 'status', 'draft');
    expect(await statuses(id)).toBe(UNSEEN);
  });

  it('of a sponsor is seen while the slot runs', async () => {
    const { id } = await upload();
    await site.database.query(sql`with one as (
        insert into sponsor (id, slug, name) values (${id}::uuid, ${id}, 'Sponsor') returning id)
      insert into placement (id, sponsor_id, slot, rule, label, href, image_id)
      select ${id}::uuid, id, 'top', 'top', 'Ad', 'https://x.example', ${id}::uuid from one`);
    expect(await statuses(id)).toBe(SEEN);
    await site.database.query(sql`update placement set ends_at = now() where id = ${id}::uuid`);
    expect(await statuses(id)).toBe(UNSEEN);
  });

  it('is not removed while anything uses it, seen or not', async () => {
    const story = await storyOf(site);
    const [above, inside, portrait, sponsored, free] = await Promise.all([1, 2, 3, 4, 5].map(() => upload()));
    const ids = [above, inside, portrait, sponsored].map((one) => one?.id as string);
    await lead(story.id, ids[0] as string);
    await write(story.id, { html: `<p>x</p><img src="/media/${ids[1]}">` });
    await set(story.id, 'status', 'draft');
    await site.database.query(sql`insert into author (id, slug, name, links, avatar_id)
      values (gen_random_uuid(), ${ids[2]}, 'A', '[]', ${ids[2]}::uuid)`);
    await site.database.query(sql`insert into placement (id, sponsor_id, slot, rule, label, href, image_id)
      select ${ids[3]}::uuid, id, 'top', 'top', 'Ad', 'https://x.example', ${ids[3]}::uuid from sponsor limit 1`);
    for (const id of ids) {
      const { status, body } = await media.remove(id, 1);
      expect([status, body?.code]).toEqual([409, 'IMAGE_IN_USE']);
      expect((await media.picture(`/media/${id}`, WRITER)).status).toBe(200);
    }
    expect((await media.remove(free?.id as string, 1)).status).toBe(204);
  });

  it('that somebody is about to use waits to be removed, and then is not', async () => {
    const { id } = await upload();
    const story = await storyOf(site);
    let removal: Promise<{ status: number }> | null = null;
    await site.database.transaction(async (tx) => {
      const images = await site.app.get(ImagesService, { strict: false }).findForUse(tx, [id]);
      expect([...images.keys()]).toEqual([id]);
      removal = media.remove(id, 1);
      await expect
        .poll(async () => {
          const [row] = await site.database.query<{ count: string }>(
            sql`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          return Number(row?.count);
        })
        .toBe(1);
      await tx.query('update article_revision set lead_image_id = $1 where article_id = $2', [id, story.id]);
    });
    expect((await removal!)?.status).toBe(409);
  });

  it('tells those who follow the site when its words change, and touches nothing else', async () => {
    const { id } = await upload();
    const story = await storyOf(site);
    await lead(story.id, id);
    await media.change(id, 1, { alt: 'new' });
    const [change] = await site.database.query<{ tags: string[] }>(
      sql`select tags from change where subject_id = ${id}::uuid order by seq desc limit 1`,
    );
    expect(change?.tags).toEqual([`image:${id}`]);
  });
});

describe('a story with uploaded pictures', () => {
  const addresses = (id: string, api: string, escape = '&') =>
    [160, 320, 480, 640, 768]
      .map((w) => `${api}/media/${id}?w=${w}${escape}v=1 ${w}w`)
      .concat(`${api}/media/${id}?w=960${escape}v=1 900w`)
      .join(', ');

  it('shows the one above it, in both transports and wherever the API is', async () => {
    const { id } = await upload({ alt: 'Stripes' });
    const story = await storyOf(site);
    await lead(story.id, id);
    for (const [app, api] of [
      [site, 'https://api.example'],
      [moved, 'https://news.example/api'],
    ] as const) {
      const { body } = await app.get<any>(`/v1/articles/${story.slug}`);
      expect(body.leadImage).toEqual({
        ...{ id, width: 900, height: 600, alt: 'Stripes', caption: null, credit: null, focalPoint: null },
        url: `${api}/media/${id}?w=1600&v=1`,
        srcset: addresses(id, api),
      });
      expect(body.seo.openGraph.image).toBe(body.leadImage.url);
      const { body: graphql } = await app.graphql<any>(
        `{ article(slug: "${story.slug}") { leadImage { url srcset } } }`,
      );
      expect(graphql.data.article.leadImage).toEqual({
        url: body.leadImage.url,
        srcset: body.leadImage.srcset,
      });
    }
  });

  it('shows those inside it with their size and words, and its own words before theirs', async () => {
    const { id } = await upload({ alt: 'Stripes', caption: 'A <b>', credit: 'Ada' });
    const story = await storyOf(site);
    await write(story.id, {
      blocks: [
        { _type: 'image', _key: 'a', imageId: id },
        { _type: 'image', _key: 'b', imageId: id.toUpperCase(), alt: '', caption: 'Mine', credit: '' },
        { _type: 'image', _key: 'c', url: 'https://x.example/media/picture.jpg', alt: 'Elsewhere' },
      ],
    });
    for (const [app, api] of [
      [site, 'https://api.example'],
      [moved, 'https://news.example/api'],
    ] as const) {
      const { body } = await app.get<any>(`/v1/articles/${story.slug}`);
      const own = {
        _type: 'image',
        imageId: id,
        url: `${api}/media/${id}?w=1600&v=1`,
        srcset: addresses(id, api),
      };
      expect(body.body.blocks).toEqual([
        { ...own, _key: 'a', alt: 'Stripes', caption: 'A <b>', credit: 'Ada', width: 900, height: 600 },
        { ...own, _key: 'b', alt: '', caption: 'Mine', width: 900, height: 600 },
        { _type: 'image', _key: 'c', url: 'https://x.example/media/picture.jpg', alt: 'Elsewhere' },
      ]);
      expect(body.body.html.split('\n')[0]).toBe(
        `<figure data-key="a"><img src="${api}/media/${id}?w=1600&amp;v=1" srcset="${addresses(id, api, '&amp;')}"` +
          ` alt="Stripes" width="900" height="600" loading="lazy"><figcaption>A &lt;b&gt; <cite>Ada</cite></figcaption></figure>`,
      );
      const { body: feed } = await app.text('/feeds/latest.json');
      expect(feed).toContain(`${api}/media/${id}?w=1600`);
      expect(feed).not.toContain('\uFFFF');
    }
  });

  it('can be saved again as it was read', async () => {
    const { id } = await upload({ alt: 'Stripes' });
    const story = await storyOf(site);
    const read = async () => (await site.get<any>(`/v1/articles/${story.slug}`)).body.body;
    await write(story.id, { blocks: [{ _type: 'image', imageId: id, caption: 'Mine' }] });
    const first = await read();
    await write(story.id, { blocks: first.blocks });
    expect(await read()).toEqual(first);
    await write(story.id, { html: first.html });
    expect(await read()).toEqual(first);
    await write(story.id, { html: `<img src="https://elsewhere.example/media/${id}?w=160" alt="Other">` });
    expect((await read()).blocks[0]).toMatchObject({ imageId: id, alt: 'Other', width: 900 });
  });

  it('cannot name one that there is not', async () => {
    const story = await storyOf(site);
    const id = '01990000-0000-7000-8000-000000000009';
    await expect(write(story.id, { blocks: [{ _type: 'image', imageId: id }] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      errors: [{ pointer: '/body/blocks/0/imageId', code: 'UNKNOWN_IMAGE' }],
    });
    await write(story.id, { html: `<img src="https://elsewhere.example/media/${id}">` });
    const { body } = await site.get<any>(`/v1/articles/${story.slug}`);
    expect(body.body.blocks[0]).toEqual({
      ...{ _type: 'image', _key: expect.any(String), alt: '' },
      url: `https://elsewhere.example/media/${id}`,
    });
  });

  it('never takes what stands in a text for the address of the API', async () => {
    const story = await storyOf(site);
    await write(story.id, {
      html: '<p>a\uFFFFb&#xFFFF;c</p><p><a href="https://x.example/&#xFFFF;">d</a></p>',
    });
    const { body } = await site.get<any>(`/v1/articles/${story.slug}`);
    expect(JSON.stringify(body.body)).not.toContain('api.example');
    expect(body.body.text).toBe('abc\n\nd');
  });
});
