import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AssetUrls } from '../parts/document.js';
import { type Answer, encode } from './answer.js';

const FILES = {
  style: { name: 'style.css', type: 'text/css; charset=utf-8' },
  script: { name: 'reader.js', type: 'text/javascript; charset=utf-8' },
  icon: { name: 'icon.svg', type: 'image/svg+xml' },
} as const;

/** The few files that pages load, compressed once and kept in memory. */
export class Assets {
  private constructor(
    readonly urls: AssetUrls,
    private readonly answers: ReadonlyMap<string, Answer>,
  ) {}

  static async read(folder: URL): Promise<Assets> {
    const answers = new Map<string, Answer>();
    const urls: Record<string, string> = {};
    for (const [use, { name, type }] of Object.entries(FILES)) {
      const body = await readFile(new URL(name, folder));
      const url = `/assets/${name.replace('.', `.${hash('sha256', body, 'hex').slice(0, 10)}.`)}`;
      const encoded = { br: await encode(body, 'br', 11), gzip: await encode(body, 'gzip', 9) };
      const headers = {
        'content-type': type,
        // The name changes with the content, so it never has to be asked for again.
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      };
      answers.set(url, { status: 200, headers, body, encoded });
      urls[use] = url;
    }
    return new Assets(urls as unknown as AssetUrls, answers);
  }

  find(path: string): Answer | undefined {
    return this.answers.get(path);
  }
}
