import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { ADMIN_KEY, type Answered, TestApp, type TestAppOptions } from './test-app.js';

export const WRITER = { authorization: `Bearer ${ADMIN_KEY}` };

/** A picture as a write answers it. */
export interface MediaAnswer {
  readonly id: string;
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string;
  readonly caption: string | null;
  readonly credit: string | null;
  readonly focalPoint: { x: number; y: number } | null;
  readonly srcset: string;
  readonly version: number;
  readonly fileUrl: string | null;
  readonly mediaType: string | null;
  readonly byteSize: number | null;
  readonly animated: boolean;
  readonly createdAt: string;
  readonly code: string;
  readonly detail: string;
  readonly errors: { pointer: string; code: string }[];
}

/** An application that keeps its pictures in a folder of its own. */
export class MediaApp {
  private constructor(
    readonly site: TestApp,
    readonly folder: string,
  ) {}

  static async start(
    environment: Record<string, string> = {},
    options: TestAppOptions = {},
  ): Promise<MediaApp> {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-media-'));
    return new MediaApp(await TestApp.start({ MEDIA_DIR: folder, ...environment }, options), folder);
  }

  async close(): Promise<void> {
    await this.site.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Every file that is kept, by its path in the folder. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  /** Uploads a file with the other fields of the form. */
  upload(
    file: Buffer | null,
    fields: Record<string, string> = {},
    { name = 'picture.jpg', headers = WRITER }: { name?: string; headers?: Record<string, string> } = {},
  ): Promise<Answered<MediaAnswer>> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    if (file) form.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), name);
    return this.send('POST', '/v1/media', headers, form);
  }

  async send<T = MediaAnswer>(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: FormData | string,
  ): Promise<Answered<T>> {
    const response = await fetch(`${this.site.url}${path}`, { method, headers, body });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : null) as T,
    };
  }

  change(id: string, version: number | null, words: object): Promise<Answered<MediaAnswer>> {
    const headers: Record<string, string> = { ...WRITER, 'content-type': 'application/json' };
    if (version !== null) headers['if-match'] = `"v${version}"`;
    return this.send('PATCH', `/v1/media/${id}`, headers, JSON.stringify(words));
  }

  remove(id: string, version: number): Promise<Answered<MediaAnswer | null>> {
    return this.send('DELETE', `/v1/media/${id}`, { ...WRITER, 'if-match': `"v${version}"` });
  }

  /** A picture's bytes, over HTTP. */
  async picture(
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const response = await fetch(`${this.site.url}${path}`, { method, headers });
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }
}

/** A picture of noise-free stripes, each third of the width in a colour of its own: red, green, blue. */
export function stripes(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let place = 0; place < width * height; place += 1) {
    pixels[place * 3 + Math.min(2, Math.floor(((place % width) * 3) / width))] = 255;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A photograph as a telephone makes it: lying on its side, and telling where it was taken. */
export const photograph = (width = 60, height = 40): Promise<Buffer> =>
  stripes(width, height)
    .jpeg()
    .withExif({
      IFD0: { Make: 'SecretCamera', Copyright: 'SecretOwner' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSLongitudeRef: 'W' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();

/** A PNG that says it is huge, in a few hundred bytes. */
export function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(1_000));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
