import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StaticFile } from '../platform/http/static-file.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

const own = (name: string): string => fileURLToPath(new URL(`./browser/${name}`, import.meta.url));

const { resolve } = createRequire(import.meta.url);

/** A file of a package. Its `package.json` is found first, since that is all that packages give away of their files. */
const packaged = (name: string, file: string): string => join(dirname(resolve(`${name}/package.json`)), file);

/** GraphiQL brings two fonts, five times as large as all the rest of its styles; the system's own do as well. */
const withoutFonts = (css: string): string => css.replaceAll(/@font-face\s*\{[^}]*\}/g, '');

const SOURCES = {
  'docs.css': { path: own('docs.css') },
  'docs.js': { path: own('docs.js') },
  'reference.js': { path: own('reference.js') },
  'icon.svg': { path: own('icon.svg') },
  'explorer.css': { path: own('explorer.css') },
  'explorer.js': { path: own('explorer.js') },
  'graphiql.css': { path: packaged('graphiql', 'graphiql.min.css'), edit: withoutFonts },
  'graphiql.js': { path: packaged('graphiql', 'graphiql.min.js') },
  'react.js': { path: packaged('react', 'umd/react.production.min.js') },
  'react-dom.js': { path: packaged('react-dom', 'umd/react-dom.production.min.js') },
  'graphql-ws.js': { path: packaged('graphql-ws', 'umd/graphql-ws.min.js') },
} as const;

export type AssetName = keyof typeof SOURCES;

/** A name with the hash of the content in it: `docs.0123456789ab.css`. */
const HASHED = /^(.+)\.([\w-]+)(\.\w+)$/;

/** The styles and scripts of the pages, under addresses that change with their content. */
export class DocsAssets {
  readonly #files = new Map<string, StaticFile>(
    Object.entries(SOURCES).map(([name, source]) => [
      name,
      new StaticFile({ ...source, mediaType: MEDIA_TYPES[extname(name)] ?? '' }),
    ]),
  );

  /** The address of a file, from the root of the API. */
  async address(name: AssetName): Promise<string> {
    const extension = extname(name);
    const hash = await this.#files.get(name)?.hash();
    return `docs/assets/${name.slice(0, -extension.length)}.${hash}${extension}`;
  }

  /** The file of such an address; null when there is none, or it has another content now. */
  async find(hashedName: string): Promise<StaticFile | null> {
    const [, name, hash, extension] = HASHED.exec(hashedName) ?? [];
    const file = this.#files.get(`${name}${extension}`);
    return file && (await file.hash()) === hash ? file : null;
  }
}
