import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Problem } from '../api/problem.js';

/** What pages need of a request. */
export interface ReaderRequest {
  readonly method: string;
  /** Begins with one slash; percent-encoded as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Addresses that the request came by, the reader's own first, as `X-Forwarded-For` has them. */
  readonly forwardedFor: string;
}

const MOST_BYTES = 100_000;

/** @throws Problem for a target that no page can have */
export function readRequest(message: IncomingMessage): ReaderRequest {
  const { method = 'GET', url = '/', headers, socket } = message;
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  if (!isOrdinary(path)) throw new Problem(404, 'No such page.');
  const before = headers['x-forwarded-for'];
  const forwardedFor = [before ?? [], socket.remoteAddress ?? []].flat().join(', ');
  return { method, path, query: new URLSearchParams(query), headers, forwardedFor };
}

/**
 * Whether every part of a path is a plain name. Two slashes would begin the address of another host wherever the path is
 * sent back; dots and backslashes would lead elsewhere in the API.
 */
function isOrdinary(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//')) return false;
  try {
    return path.split('/').every((part) => !/^\.{1,2}$|[\0\\]/.test(decodeURIComponent(part)));
  } catch {
    return false;
  }
}

/** The fields of a posted form. @throws Problem */
export async function readForm(message: IncomingMessage): Promise<Record<string, string>> {
  if (!message.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    throw new Problem(415, 'Only forms are taken.');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    // What is too much is still read: whoever sends it would not hear of it otherwise.
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
  }
  if (bytes > MOST_BYTES) throw new Problem(413, 'That is too much for one form.');
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

/**
 * Whether a form was sent from a page of this site. Browsers say so themselves (Fetch Metadata); older ones name the
 * origin, which must be that of the request or of the site.
 */
export function isFromHere({ headers }: Pick<ReaderRequest, 'headers'>, siteUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (!origin || !URL.canParse(origin)) return false;
  return origin === new URL(siteUrl).origin || new URL(origin).host === host;
}

export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** The id that a parameter holds, or null. */
export const idIn = (query: URLSearchParams, name: string): string | null => {
  const value = query.get(name) ?? '';
  return isId(value) ? value : null;
};
