import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from '../../src/media/s3-storage.js';
import { sql } from '../../src/platform/database/sql.js';
import { MediaApp, sha256, stripes, WRITER } from '../support/pictures.js';

const BUCKET = 'pictures';
/** What this server takes for the owner of everything. */
const KEY = 'S3RVER';

let folder: string;
const servers: S3rver[] = [];
let endpoint: string;
let storage: S3Storage;
let media: MediaApp;

const storageWith = (changes: object = {}): S3Storage =>
  new S3Storage({
    ...{ endpoint, region: 'us-east-1', bucket: BUCKET, forcePathStyle: true },
    ...{ accessKeyId: KEY, secretAccessKey: KEY },
    ...changes,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-s3-'));
  endpoint = await serve('objects', true);
  storage = storageWith();
  media = await MediaApp.start({
    S3_ENDPOINT: endpoint,
    S3_BUCKET: BUCKET,
    S3_ACCESS_KEY_ID: KEY,
    S3_SECRET_ACCESS_KEY: KEY,
    S3_FORCE_PATH_STYLE: 'true',
  });
});
afterAll(async () => {
  await media.close();
  for (const server of servers) await server.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Starts a server. It computes signatures of requests to the bucket itself (lists, removals) over another path than the
 * one that is sent, so that the server which takes these cannot ask for them to be right.
 */
async function serve(directory: string, allowMismatchedSignatures: boolean): Promise<string> {
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, allowMismatchedSignatures },
    directory: join(folder, directory),
    configureBuckets: [{ name: BUCKET }],
  });
  await server.run();
  servers.push(server);
  return `http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}`;
}

describe('a bucket', () => {
  it('keeps what comes from memory and from a file, also in several parts', async () => {
    const path = join(folder, 'large');
    const large = Buffer.alloc(12 * 1024 * 1024, 'picture');
    await writeFile(path, large);
    await storage.put('a/master', { path }, 'image/jpeg');
    await storage.put('a/1.webp', { content: Buffer.from('small') }, 'image/webp');
    const [one, other] = [await storage.get('a/master'), await storage.get('a/1.webp')];
    expect([one?.bytes, other?.bytes]).toEqual([large.length, 5]);
    const chunks: Buffer[] = [];
    for await (const chunk of one?.content ?? []) chunks.push(chunk as Buffer);
    expect(sha256(Buffer.concat(chunks))).toBe(sha256(large));
    expect(await text(other!.content)).toBe('small');
  });

  it('says of what it has not that there is nothing', async () => {
    expect(await storage.get('nowhere/master')).toBeNull();
    await storage.removeFolder('nowhere');
  });

  it('loses one folder and no other', async () => {
    await storage.put('b2/master', { content: Buffer.from('x') }, 'image/png');
    const names = Array.from({ length: 12 }, (_, place) => `b/${place}`);
    for (const name of names) await storage.put(name, { content: Buffer.from('x') }, 'image/png');
    await storage.removeFolder('b');
    expect(await Promise.all(names.map((name) => storage.get(name)))).toEqual(names.map(() => null));
    expect((await storage.get('b2/master'))?.bytes).toBe(1);
  });

  it('opens with its own key alone', async () => {
    const strict = { endpoint: await serve('strict', false) };
    const put = (changes: object) =>
      storageWith({ ...strict, ...changes }).put('c/master', { content: Buffer.from('x') }, 'image/png');
    await expect(put({ secretAccessKey: 'wrong' })).rejects.toThrow(/signature/i);
    await expect(put({ bucket: 'other' })).rejects.toThrow(/bucket/i);
    await expect(storageWith({ ...strict, bucket: 'other' }).get('c/master')).rejects.toThrow(/bucket/i);
    await expect(storageWith({ ...strict, secretAccessKey: 'wrong' }).get('c/master')).rejects.toThrow(
      /signature/i,
    );
    expect(await storageWith(strict).get('c/master')).toBeNull();
    await put({});
    expect((await storageWith(strict).get('c/master'))?.bytes).toBe(1);
  });
});

describe('pictures in a bucket', () => {
  it('are taken in, made, given out and removed as on a disk', async () => {
    const { status, body } = await media.upload(await stripes(900, 600).jpeg().toBuffer());
    expect(status).toBe(201);
    const whole = await media.picture(`/media/${body.id}`, WRITER);
    expect([whole.status, whole.bytes.length]).toEqual([200, body.byteSize]);
    const small = await media.picture(`/media/${body.id}?w=160&format=webp`, WRITER);
    const again = await media.picture(`/media/${body.id}?w=160&format=webp`, WRITER);
    expect([small.status, again.bytes.equals(small.bytes)]).toEqual([200, true]);
    expect((await storage.get(`${body.id}/1-whole-160-107-160-107.webp`))?.bytes).toBe(small.bytes.length);
    expect((await media.remove(body.id, 1)).status).toBe(204);
    expect(await storage.get(`${body.id}/master`)).toBeNull();
    expect(await storage.get(`${body.id}/1-whole-160-107-160-107.webp`)).toBeNull();
    expect(await media.files()).toEqual([]);
  });

  it('that cannot be stored are not there at all', async () => {
    const refusing: Server = createServer((_, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const port = (refusing.address() as AddressInfo).port;
    const broken = await MediaApp.start({
      ...{ S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_BUCKET: BUCKET, S3_FORCE_PATH_STYLE: 'true' },
      ...{ S3_ACCESS_KEY_ID: KEY, S3_SECRET_ACCESS_KEY: KEY },
    });
    try {
      const { status, body } = await broken.upload(await stripes(30, 20).png().toBuffer());
      expect([status, body.code]).toEqual([500, 'INTERNAL_ERROR']);
      const [row] = await broken.site.database.query<{ count: string }>(sql`select count(*) from image`);
      expect(row?.count).toBe('0');
    } finally {
      await broken.close();
      refusing.close();
    }
  });
});
