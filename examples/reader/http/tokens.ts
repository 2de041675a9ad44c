import { isId } from './request.js';

/**
 * Tokens of comments that wait for a moderator, each in a cookie of its own that only the story's own page gets. Scripts
 * cannot read them.
 */
const DAYS = 14;
const MOST = 5;

/** Tokens by the id of their comment. */
export function tokensIn(cookies = ''): ReadonlyMap<string, string> {
  const pairs = cookies.split(/;\s*/).flatMap((cookie) => {
    const [, id = '', token = ''] = /^comment-([^=]+)=([\w-]+)$/.exec(cookie) ?? [];
    return isId(id) ? [[id, token] as const] : [];
  });
  return new Map(pairs.slice(-MOST));
}

const cookie = (id: string, token: string, path: string, seconds: number, secure: boolean): string =>
  `comment-${id}=${token}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

export const keptToken = (id: string, token: string, path: string, siteUrl: string): string =>
  cookie(id, token, path, DAYS * 86_400, siteUrl.startsWith('https:'));

export const forgottenToken = (id: string, path: string, siteUrl: string): string =>
  cookie(id, '', path, 0, siteUrl.startsWith('https:'));
