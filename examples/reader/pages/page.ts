import type { Broadsheet, Reply } from '../api/broadsheet.js';
import type { Answer } from '../http/answer.js';
import type { Assets } from '../http/assets.js';
import { securityHeaders } from '../http/policy.js';
import type { ReaderRequest } from '../http/request.js';
import { type Document, documentHtml } from '../parts/document.js';

/** What every page is made with. */
export interface Reader {
  readonly api: Broadsheet;
  readonly assets: Assets;
}

/** Answers a request; `name` is what the route's pattern caught of the path. */
export type Page = (reader: Reader, request: ReaderRequest, name: string) => Promise<Answer>;

interface PageOptions extends Omit<Document, 'assets'> {
  readonly status?: number;
  /** The API's answer that the page may be kept as long as; without one it is not kept. */
  readonly kept?: Pick<Reply<unknown>, 'cacheControl' | 'age'> | null;
  /** Origins of the players that the page may load. */
  readonly players?: readonly string[];
  readonly headers?: Answer['headers'];
}

/** A page as an answer. */
export function pageAnswer({ assets }: Reader, options: PageOptions): Answer {
  const { status = 200, kept, players, headers, ...document } = options;
  const pictures = [new URL(document.site.apiUrl).origin];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': kept?.cacheControl ?? 'private, no-store',
      ...(kept ? { age: String(kept.age) } : {}),
      ...securityHeaders({ siteUrl: document.site.url, pictures, players }),
      ...headers,
    },
    body: documentHtml({ assets: assets.urls, ...document }).source,
  };
}

/** A path of the API with its parameters; those without a value are left out. */
export function apiPath(path: string, parameters: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== null);
  return `${path}?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}
