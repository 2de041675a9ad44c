import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PictureWork } from '../../src/media/picture-work.js';
import { sql } from '../../src/platform/database/sql.js';
import { MediaApp, type MediaAnswer, stripes } from '../support/pictures.js';

const BROWSER = 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8';

let media: MediaApp;
let picture: MediaAnswer;
let path: string;

beforeAll(async () => {
  media = await MediaApp.start();
  const made = await media.upload(await stripes(900, 600).jpeg().toBuffer(), { focalX: '0', focalY: '0.5' });
  picture = made.body;
  path = `/media/${picture.id}`;
  await show(picture.id);
});
afterAll(() => media.close());

/** Makes a picture one that everybody may see. */
const show = (id: string) =>
  media.site.database.query(sql`with one as (insert into sponsor (id, slug, name)
      values (${id}::uuid, ${id}, 'Sponsor') returning id)
    insert into placement (id, sponsor_id, slot, rule, label, href, image_id)
    select ${id}::uuid, id, 'top', 'top', 'Ad', 'https://x.example', ${id}::uuid from one`);

const sizeOf = async (query: string, headers: Record<string, string> = {}) => {
  const { status, bytes, headers: answered } = await media.picture(`${path}?${query}`, headers);
  expect(status, query).toBe(200);
  const { width, height } = await sharp(bytes).metadata();
  return { size: `${width}x${height}`, type: answered.get('content-type'), bytes };
};

/** The colour in the middle of a picture, as the nearest of red, green and blue. */
async function colourOf(bytes: Buffer, place: 'left' | 'middle' | 'right' = 'middle'): Promise<string> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const x = { left: 2, middle: Math.floor(info.width / 2), right: info.width - 3 }[place];
  const at = (Math.floor(info.height / 2) * info.width + x) * info.channels;
  const channels = [...data.subarray(at, at + 3)];
  if (channels.every((value) => value > 200)) return 'white';
  return ['red', 'green', 'blue'][channels.indexOf(Math.max(...channels))] ?? '';
}

describe('a rendition', () => {
  it('has the width or height that was asked for, and is never enlarged', async () => {
    expect((await sizeOf('w=320')).size).toBe('320x213');
    expect((await sizeOf('h=120')).size).toBe('180x120');
    expect((await sizeOf('w=2560')).size).toBe('900x600');
    expect((await sizeOf('w=320&h=320&fit=inside')).size).toBe('320x213');
    expect((await sizeOf('w=320&h=320')).size).toBe('320x320');
    expect((await sizeOf('w=1280&h=1280')).size).toBe('600x600');
  });

  it('covers a frame with its focal point, and follows it when it moves', async () => {
    expect(await colourOf((await sizeOf('w=160&h=540&format=png')).bytes)).toBe('red');
    const { body } = await media.change(picture.id, picture.version, { focalPoint: { x: 1, y: 0.5 } });
    picture = body;
    expect(await colourOf((await sizeOf('w=160&h=540&format=png')).bytes)).toBe('blue');
  });

  it('is contained in a frame with edges of nothing, or of white where nothing cannot be', async () => {
    const clear = await sizeOf('w=320&h=320&fit=contain&format=png');
    expect(clear.size).toBe('320x320');
    const alpha = await sharp(clear.bytes).extractChannel('alpha').raw().toBuffer();
    expect([alpha[0], alpha[160 * 320 + 160]]).toEqual([0, 255]);
    const wide = await sizeOf('w=960&h=90&fit=contain&format=jpeg');
    expect([wide.size, await colourOf(wide.bytes, 'left'), await colourOf(wide.bytes)]).toEqual([
      '960x90',
      'white',
      'green',
    ]);
  });

  it('is in the best format that the caller names', async () => {
    const typeFor = async (accept: string, query = 'w=160') => (await sizeOf(query, { accept })).type;
    expect(await typeFor(BROWSER)).toBe('image/avif');
    expect(await typeFor('image/webp,*/*')).toBe('image/webp');
    expect(await typeFor('image/avif;q=0,image/webp')).toBe('image/webp');
    expect(await typeFor('*/*')).toBe('image/jpeg');
    expect(await typeFor('image/*')).toBe('image/jpeg');
    expect(await typeFor(BROWSER, 'w=160&format=png')).toBe('image/png');
    expect((await media.picture(`${path}?w=160`)).headers.get('vary')).toBe('Accept');
    expect((await media.picture(`${path}?w=160&format=webp`)).headers.get('vary')).toBeNull();
  });

  it.each([
    ['w=161', 'w', 'w must be one of 160, 320, 480, 640, 768, 960, 1280, 1600, 1920, 2560.'],
    ['w=-160', 'w', 'w must be one of'],
    ['w=0160', 'w', 'w must be one of'],
    ['h=100', 'h', 'h must be one of'],
    ['w=160&w=320', 'w', 'w may be given only once.'],
    ['w=160&h=160&fit=fill', 'fit', 'fit must be one of cover, contain, inside.'],
    ['w=160&fit=cover', 'fit', 'fit goes with w and h.'],
    ['format=webp', 'format', 'format goes with w or h.'],
    ['w=160&format=svg', 'format', 'format must be one of avif, webp, jpeg, png.'],
    ['v=0', 'v', 'v must be a whole number'],
  ])('by %s is refused with what is allowed', async (query, parameter, detail) => {
    const { status, body } = await media.site.get<any>(`${path}?${query}`);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'INVALID_PARAMETER', parameter]);
    expect(body.detail).toContain(detail);
  });

  it('takes no other parameters', async () => {
    const { status, body } = await media.site.get<any>(`${path}?quality=100`);
    expect([status, body.code]).toEqual([400, 'UNKNOWN_PARAMETER']);
  });

  it('is made once, however many ask for it, and kept', async () => {
    const turns = vi.spyOn(media.site.app.get(PictureWork, { strict: false }), 'inTurn');
    const before = await media.files();
    const query = `${path}?w=480&h=270&format=webp`;
    const answers = await Promise.all(Array.from({ length: 12 }, () => media.picture(query)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const fresh = (await media.files()).filter((file) => !before.includes(file));
    expect(fresh).toHaveLength(1);
    expect((await media.picture(`${path}?w=480&h=270&format=webp&v=1`)).status).toBe(200);
    expect(await media.files()).toHaveLength(before.length + 1);
    expect(turns).toHaveBeenCalledTimes(1);
    turns.mockRestore();
  });

  it('of widths beyond the picture is one file', async () => {
    const before = await media.files();
    for (const width of [960, 1280, 1600]) await media.picture(`${path}?w=${width}&format=png`);
    expect((await media.files()).filter((file) => !before.includes(file))).toHaveLength(1);
  });
});

describe('the answer with a picture', () => {
  const query = () => `${path}?w=320&v=${picture.version}`;

  it('may be kept for good where its address has the version', async () => {
    const cached = async (address: string) => (await media.picture(address)).headers.get('cache-control');
    const forEver = 'public, max-age=31536000, immutable';
    expect(await cached(query())).toBe(forEver);
    expect(await cached(`${path}?v=${picture.version}`)).toBe(forEver);
    expect(await cached(`${path}?w=320&h=320&v=${picture.version}`)).toBe(forEver);
    expect(await cached(`${path}?w=320&h=320&v=${picture.version + 1}`)).toBe('public, max-age=300');
    expect(await cached(`${path}?w=320`)).toBe('public, max-age=300');
    // Nothing that may change of a picture shows in the whole of it.
    expect(await cached(`${path}?w=320&v=1`)).toBe(forEver);
  });

  it('does nothing but show it', async () => {
    for (const address of [query(), path]) {
      const { headers } = await media.picture(address, { origin: 'https://reader.example' });
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
      });
      expect(headers.get('content-encoding')).toBeNull();
    }
  });

  it('has an ETag of its bytes that answers 304, and its headers alone for HEAD', async () => {
    for (const address of [query(), path]) {
      const whole = await media.picture(address, { 'accept-encoding': 'gzip, br' });
      const etag = whole.headers.get('etag') as string;
      expect(etag).toMatch(/^"[\w-]{22,64}"$/);
      expect(whole.headers.get('content-length')).toBe(String(whole.bytes.length));
      const same = await media.picture(address, { 'if-none-match': etag });
      expect([same.status, same.bytes.length, same.headers.get('etag')]).toEqual([304, 0, etag]);
      expect(same.headers.get('cache-control')).toBe(whole.headers.get('cache-control'));
      const head = await media.picture(address, {}, 'HEAD');
      expect([head.status, head.bytes.length]).toEqual([200, 0]);
      for (const name of ['etag', 'content-length', 'content-type', 'cache-control']) {
        expect(head.headers.get(name), `${address} ${name}`).toBe(whole.headers.get(name));
      }
    }
    const tags = await Promise.all(
      ['image/avif', 'image/webp', '*/*'].map(async (accept) =>
        (await media.picture(query(), { accept })).headers.get('etag'),
      ),
    );
    expect(new Set(tags).size).toBe(3);
  });

  it('is not there under any other name', async () => {
    const unknown = ['01990000-0000-7000-8000-000000000009', 'x', '..%2Fmaster', picture.id.slice(1)];
    for (const id of unknown) {
      const { status, body } = await media.site.get<any>(`/media/${id}?w=320`);
      expect([id, status, body.code]).toEqual([id, 404, 'IMAGE_NOT_FOUND']);
    }
  });
});
