import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MEDIA_STORAGE, type MediaStorage } from '../../src/media/media-storage.js';
import { sql } from '../../src/platform/database/sql.js';
import {
  bomb,
  MediaApp,
  type MediaAnswer,
  photograph,
  sha256,
  stripes,
  WRITER,
} from '../support/pictures.js';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>`;

let media: MediaApp;

beforeAll(async () => {
  media = await MediaApp.start({ MEDIA_MAX_SIZE: '200KB', MEDIA_MAX_PIXELS: '2' });
});
afterAll(() => media.close());

const rows = async (): Promise<number> => {
  const [row] = await media.site.database.query<{ count: string }>(sql`select count(*) from image`);
  return Number(row?.count);
};

/** Files and rows there are, to see that a refusal leaves none behind. */
const kept = async (): Promise<number[]> => [(await media.files()).length, await rows()];

const logOf = (id: string) =>
  media.site.database.query<{ kind: string; version: number; tags: string[] }>(
    sql`select kind, version, tags from change where subject = 'image' and subject_id = ${id}::uuid order by seq`,
  );

describe('an upload', () => {
  it('is answered with the picture, its address and its version', async () => {
    const { status, headers, body } = await media.upload(await stripes(900, 600).jpeg().toBuffer(), {
      alt: '  Three stripes ',
      caption: 'A flag',
      credit: 'Ada',
      focalX: '0.25',
      focalY: '1',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      width: 900,
      height: 600,
      alt: 'Three stripes',
      caption: 'A flag',
      credit: 'Ada',
      focalPoint: { x: 0.25, y: 1 },
      version: 1,
      mediaType: 'image/jpeg',
      animated: false,
      url: `https://api.example/media/${body.id}?w=1600&v=1`,
      fileUrl: `https://api.example/media/${body.id}?v=1`,
    });
    expect(headers.get('location')).toBe(`https://api.example/v1/media/${body.id}`);
    expect(headers.get('etag')).toBe('"v1"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('broadsheet-after')).toBeTruthy();
    const address = (width: number) => `https://api.example/media/${body.id}?w=${width}&v=1`;
    expect(body.srcset.split(', ')).toEqual([
      ...[160, 320, 480, 640, 768].map((width) => `${address(width)} ${width}w`),
      `${address(960)} 900w`,
    ]);
    expect(await logOf(body.id)).toEqual([
      { kind: 'created', version: 1, tags: [`image:${body.id}`] },
    ]);
    const again = await media.site.get<MediaAnswer>(`/v1/media/${body.id}`, WRITER);
    expect(again.body).toEqual(body);
    expect(again.headers.get('etag')).toBe('"v1"');
  });

  it('keeps nothing but the picture: not where it was taken, not the camera, not which side was up', async () => {
    const original = await photograph(60, 40);
    expect(original.includes('SecretCamera')).toBe(true);
    expect((await sharp(original).metadata()).orientation).toBe(6);
    const { status, body } = await media.upload(original);
    expect([status, body.width, body.height]).toEqual([201, 40, 60]);
    const path = (await media.files()).find((file) => file.includes(body.id)) as string;
    const file = await readFile(path);
    expect([file.length, sha256(file)]).toEqual([
      body.byteSize,
      (
        await media.site.database.query<{ hash: string }>(
          sql`select content_hash as hash from image where id = ${body.id}::uuid`,
        )
      )[0]?.hash,
    ]);
    const { exif, icc, xmp, iptc, orientation } = await sharp(file).metadata();
    expect([exif, icc, xmp, iptc, orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const secret of ['Secret', 'Exif', 'GPS']) expect(file.includes(secret), secret).toBe(false);
    // The red third was at the left, and is above when the picture stands upright.
    const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect([data[0], data[2]]).toEqual([
      expect.toSatisfy((red: number) => red > 200),
      expect.toSatisfy((blue: number) => blue < 60),
    ]);
  });

  it('is shown in sRGB whatever colours it came in', async () => {
    const cmyk = await stripes(30, 20).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const { status, body } = await media.upload(cmyk);
    expect(status).toBe(201);
    const { bytes } = await media.picture(`/media/${body.id}`, WRITER);
    expect((await sharp(bytes).metadata()).space).toBe('srgb');
  });

  it.each([
    ['image/png', (picture: Sharp) => picture.png()],
    ['image/webp', (picture: Sharp) => picture.webp()],
    ['image/gif', (picture: Sharp) => picture.gif()],
    ['image/avif', (picture: Sharp) => picture.avif()],
  ])('takes %s by its content, whatever its name', async (mediaType, write) => {
    const { status, body } = await media.upload(
      await write(stripes(33, 21)).toBuffer(),
      {},
      { name: 'x.txt' },
    );
    expect([status, body.mediaType, body.width, body.height]).toEqual([201, mediaType, 33, 21]);
    const { headers, bytes } = await media.picture(`/media/${body.id}`, WRITER);
    expect(headers.get('content-type')).toBe(mediaType);
    expect((await sharp(bytes).metadata()).width).toBe(33);
  });

  it('keeps a film moving, and knows it as one', async () => {
    const frames = await Promise.all(
      [10, 200].map((red) =>
        sharp({ create: { width: 20, height: 10, channels: 3, background: { r: red, g: 0, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    );
    const film = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    const { status, body } = await media.upload(film);
    expect([status, body.animated, body.width, body.height]).toEqual([201, true, 20, 10]);
    expect(body.url).toBe(`https://api.example/media/${body.id}?v=1`);
    expect(body.srcset).toBe(`${body.url} 20w`);
    const { bytes } = await media.picture(`/media/${body.id}`, WRITER);
    expect((await sharp(bytes).metadata()).pages).toBe(2);
  });

  const refused: [string, number, string, () => Promise<Buffer> | Buffer][] = [
    ['a text named as a picture', 415, 'UNSUPPORTED_MEDIA', () => Buffer.from('Hello, I am a picture.')],
    ['an SVG with a script', 415, 'UNSUPPORTED_MEDIA', () => Buffer.from(SVG)],
    ['a TIFF', 415, 'UNSUPPORTED_MEDIA', () => stripes(10, 10).tiff().toBuffer()],
    ['nothing', 415, 'UNSUPPORTED_MEDIA', () => Buffer.alloc(0)],
    ['a bomb', 422, 'TOO_MANY_PIXELS', () => bomb(60_000, 60_000)],
    ['a picture just too large', 422, 'TOO_MANY_PIXELS', () => bomb(2_001, 1_000)],
    [
      'a JPEG that is cut short',
      422,
      'BROKEN_IMAGE',
      async () => {
        const whole = await stripes(300, 200).jpeg().toBuffer();
        return whole.subarray(0, whole.length / 2);
      },
    ],
    ['a PNG whose pixels are missing', 422, 'BROKEN_IMAGE', () => bomb(1_000, 1_000)],
    ['too many bytes', 413, 'BODY_TOO_LARGE', () => Buffer.alloc(220_000, 1)],
    ['far too many bytes', 413, 'BODY_TOO_LARGE', () => Buffer.alloc(3_000_000, 1)],
  ];
  it.each(refused)('of %s is refused, and leaves nothing behind', async (_, status, code, file) => {
    const before = await kept();
    const answer = await media.upload(await file(), { alt: 'x' });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await kept()).toEqual(before);
  });

  it('has its faulty parts named', async () => {
    const file = await stripes(10, 10).png().toBuffer();
    const faults = async (picture: Buffer | null, fields: Record<string, string>) => {
      const { status, body } = await media.upload(picture, fields);
      return [status, ...body.errors.map(({ pointer, code }) => `${pointer} ${code}`)];
    };
    expect(await faults(null, { alt: 'x' })).toEqual([422, '/file REQUIRED']);
    expect(await faults(file, { title: 'x' })).toEqual([422, '/title UNKNOWN_FIELD']);
    expect(await faults(file, { alt: 'x'.repeat(1_001) })).toEqual([422, '/alt TOO_LONG']);
    expect(await faults(file, { caption: 'x'.repeat(20_000) })).toEqual([422, '/caption TOO_LONG']);
    expect(await faults(file, { alt: 'a\0b' })).toEqual([422, '/alt INVALID']);
    expect(await faults(file, { focalX: '0.5' })).toEqual([422, '/focalY REQUIRED']);
    expect(await faults(file, { focalX: '1.5', focalY: '0.5' })).toEqual([422, '/focalX INVALID']);
    expect(await faults(file, { focalX: 'left', focalY: '0.5' })).toEqual([422, '/focalX INVALID']);
  });

  it('is a form, whole, and with one file', async () => {
    const type = { ...WRITER, 'content-type': 'multipart/form-data; boundary=b' };
    const part = (name: string) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"; filename="a"\r\n\r\nx\r\n`;
    const code = async (headers: Record<string, string>, body: string) => {
      const answer = await media.send('POST', '/v1/media', headers, body);
      return [answer.status, answer.body.code];
    };
    expect(await code({ ...WRITER, 'content-type': 'application/json' }, '{}')).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    expect(await code({ ...WRITER, 'content-type': 'multipart/form-data' }, 'x')).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    expect(await code(type, part('file'))).toEqual([400, 'MALFORMED_BODY']);
    expect(await code(type, 'nothing of the kind')).toEqual([422, 'INVALID_INPUT']);
    expect(await code(type, `${part('file')}${part('file')}--b--\r\n`)).toEqual([422, 'INVALID_INPUT']);
    expect(await code(type, `${part('other')}--b--\r\n`)).toEqual([422, 'INVALID_INPUT']);
    const elsewhere = await media.send('POST', '/graphql', { 'content-type': type['content-type'] }, 'x');
    expect([elsewhere.status, elsewhere.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('needs content:write, and is not read without it', async () => {
    const file = await stripes(10, 10).png().toBuffer();
    const open = await media.upload(file, {}, { headers: {} });
    expect([open.status, open.body.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('with an Idempotency-Key is kept once, and told from another one', async () => {
    const headers = { ...WRITER, 'idempotency-key': 'upload-1' };
    const file = await stripes(50, 40).png().toBuffer();
    const first = await media.upload(file, { alt: 'one' }, { headers });
    const before = await kept();
    const second = await media.upload(file, { alt: 'one' }, { headers });
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const otherWords = await media.upload(file, { alt: 'two' }, { headers });
    expect([otherWords.status, otherWords.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const otherFile = await media.upload(await stripes(50, 41).png().toBuffer(), { alt: 'one' }, { headers });
    expect([otherFile.status, otherFile.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await kept()).toEqual(before);
  });

  it('leaves no file behind when its row cannot be kept', async () => {
    const before = await kept();
    const { database } = media.site;
    const file = await stripes(50, 42).png().toBuffer();
    await database.query(sql`alter table change add constraint refuse check (subject <> 'image') not valid`);
    try {
      expect((await media.upload(file)).status).toBe(500);
      expect(await kept()).toEqual(before);
    } finally {
      await database.query(sql`alter table change drop constraint refuse`);
    }
    await database.query(sql`alter table kept_answer add constraint refuse check (key <> 'fails') not valid`);
    try {
      expect(
        (await media.upload(file, {}, { headers: { ...WRITER, 'idempotency-key': 'fails' } })).status,
      ).toBe(500);
      expect(await kept()).toEqual(before);
    } finally {
      await database.query(sql`alter table kept_answer drop constraint refuse`);
    }
  });

  it('holds no connection to the database while its file is being stored', async () => {
    const storage = media.site.app.get<MediaStorage>(MEDIA_STORAGE, { strict: false });
    const put = storage.put.bind(storage);
    let waiting = 0;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const slow = vi.spyOn(storage, 'put').mockImplementation(async (...file) => {
      waiting += 1;
      await gate;
      return put(...file);
    });
    try {
      const file = await stripes(50, 43).png().toBuffer();
      const uploads = Array.from({ length: 6 }, (_, index) =>
        media.upload(file, {}, { headers: { ...WRITER, 'idempotency-key': `slow-${index}` } }),
      );
      await expect.poll(() => waiting, { timeout: 10_000 }).toBe(6);
      open();
      expect((await Promise.all(uploads)).map(({ status }) => status)).toEqual(uploads.map(() => 201));
    } finally {
      open();
      slow.mockRestore();
    }
  });

  it('keeps its file when the answer to the commit is lost', async () => {
    const { source } = media.site.database;
    const transaction = source.transaction.bind(source) as (work: unknown) => Promise<unknown>;
    let lost = false;
    const spy = vi.spyOn(source, 'transaction').mockImplementation(async (work: unknown) => {
      const result = await transaction(work);
      if (lost || (await source.query(`select 1 from image where alt = 'lost'`)).length === 0) return result;
      lost = true;
      throw new Error('Connection terminated unexpectedly');
    });
    try {
      const before = await media.files();
      const answer = await media.upload(await stripes(50, 44).png().toBuffer(), { alt: 'lost' });
      expect([answer.status >= 500, lost]).toEqual([true, true]);
      expect(await media.files()).toHaveLength(before.length + 1);
    } finally {
      spy.mockRestore();
    }
  });
});

describe('a picture that is kept', () => {
  const upload = async (fields: Record<string, string> = {}) =>
    (await media.upload(await stripes(300, 200).jpeg().toBuffer(), fields)).body;

  it('has its words changed by those who know its version', async () => {
    const { id } = await upload({ alt: 'old', caption: 'old', credit: 'old', focalX: '0', focalY: '0' });
    const changed = await media.change(id, 1, { alt: 'new', caption: null, focalPoint: { x: 1, y: 0.5 } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).toBe('"v2"');
    expect(changed.body).toMatchObject({
      ...{ alt: 'new', caption: null, credit: 'old', focalPoint: { x: 1, y: 0.5 }, version: 2 },
      url: `https://api.example/media/${id}?w=1600&v=2`,
    });
    expect((await media.change(id, 2, { focalPoint: null })).body).toMatchObject({
      focalPoint: null,
      alt: 'new',
    });
    const stale = await media.change(id, 1, { alt: 'x' });
    expect([stale.status, stale.body.code, stale.body.version]).toEqual([412, 'VERSION_MISMATCH', 3]);
    const blind = await media.change(id, null, { alt: 'x' });
    expect([blind.status, blind.body.code]).toEqual([428, 'VERSION_REQUIRED']);
    const faulty = await media.change(id, 3, { focalPoint: { x: 2, y: 0 }, url: 'https://x.example' });
    expect(faulty.body.errors.map(({ pointer }) => pointer).sort()).toEqual(['/focalPoint/x', '/url']);
    expect((await logOf(id)).map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      'created 1',
      'updated 2',
      'updated 3',
    ]);
  });

  it('is listed with the others, newest first, a page at a time', async () => {
    const made = [await upload(), await upload(), await upload()].map(({ id }) => id).reverse();
    const first = await media.site.get<any>('/v1/media?limit=2&count=true', WRITER);
    expect(first.body.items.map(({ id }: MediaAnswer) => id)).toEqual(made.slice(0, 2));
    expect(first.body.totalCount).toBe(await rows());
    expect(first.headers.get('link')).toContain('rel="next"');
    const next = await media.site.get<any>(
      `/v1/media?limit=1&fields=id&after=${first.body.pageInfo.endCursor}`,
      WRITER,
    );
    expect(next.body.items).toEqual([{ id: made[2] }]);
    const open = await media.site.get('/v1/media');
    expect([open.status, open.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await media.site.get(`/v1/media/${made[0]}`)).status).toBe(401);
    const none = await media.site.get('/v1/media/01990000-0000-7000-8000-000000000009', WRITER);
    expect([none.status, none.body['code']]).toEqual([404, 'IMAGE_NOT_FOUND']);
  });

  it('is removed with all that was made of it', async () => {
    const { id } = await upload();
    expect((await media.picture(`/media/${id}?w=160`, WRITER)).status).toBe(200);
    const of = async () => (await media.files()).filter((file) => file.includes(id)).length;
    expect(await of()).toBe(2);
    expect((await media.remove(id, 2)).status).toBe(412);
    expect((await media.remove(id, 1)).status).toBe(204);
    expect(await of()).toBe(0);
    expect((await media.remove(id, 1)).status).toBe(404);
    expect((await media.picture(`/media/${id}`, WRITER)).status).toBe(404);
    expect((await logOf(id)).map(({ kind }) => kind)).toEqual(['created', 'deleted']);
  });

  it('is the same in GraphQL, where it is changed and removed as well; uploading is REST alone', async () => {
    const { id } = await upload({ alt: 'one' });
    const fields = `id url width height alt caption credit focalPoint { x y } srcset version fileUrl mediaType byteSize
      animated createdAt updatedAt`;
    const { body: rest } = await media.site.get(`/v1/media/${id}`, WRITER);
    const read = await media.site.graphql<any>(
      `query ($id: ID!) { mediaImage(id: $id) { ${fields} } media(first: 1) { nodes { ${fields} } pageInfo { hasNextPage } totalCount } }`,
      { id },
      WRITER,
    );
    expect(read.body.data).toEqual({
      mediaImage: rest,
      media: { nodes: [rest], pageInfo: { hasNextPage: true }, totalCount: await rows() },
    });
    const update = (input: object) =>
      media.site.graphql<any>(
        `mutation ($input: UpdateImageInput!) { updateImage(input: $input) { image { version alt focalPoint { x y } } errors { pointer code } } }`,
        { input },
        WRITER,
      );
    const changed = await update({ id, version: 1, alt: 'two', focalPoint: { x: 0.5, y: 0 } });
    expect(changed.body.data.updateImage).toEqual({
      image: { version: 2, alt: 'two', focalPoint: { x: 0.5, y: 0 } },
      errors: [],
    });
    expect((await update({ id, version: 1, alt: 'three' })).body.data.updateImage).toEqual({
      image: null,
      errors: [{ pointer: '', code: 'VERSION_MISMATCH' }],
    });
    const remove = (version: number) =>
      media.site.graphql<any>(
        `mutation ($input: DeleteImageInput!) { deleteImage(input: $input) { id errors { code } } }`,
        { input: { id, version } },
        { ...WRITER, 'idempotency-key': `remove ${version}` },
      );
    expect((await remove(1)).body.data.deleteImage).toEqual({
      id: null,
      errors: [{ code: 'VERSION_MISMATCH' }],
    });
    expect((await remove(2)).body.data.deleteImage).toEqual({ id, errors: [] });
    expect((await media.files()).filter((file) => file.includes(id))).toEqual([]);
    const anonymous = await media.site.graphql('{ media { nodes { id } } }');
    expect(anonymous.body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
