import type { FastifyReply, FastifyRequest } from 'fastify';
import { flightOf } from '../cache/flight.js';
import type { Tag } from '../cache/tag.js';
import { sendAnswer } from './answer.js';

export interface Page {
  readonly html: string;
  /** `Content-Security-Policy`: what the page may load and run. */
  readonly policy: string;
  readonly cacheControl: string;
  /** What it was made from, as with any other answer. */
  readonly tags?: readonly Tag[] | null;
  /** What the page varies by beside `Accept-Encoding`. */
  readonly vary?: readonly string[];
  /** 200 when absent. */
  readonly status?: number;
}

/**
 * The policy of a page that loads everything from its own server, runs nothing that stands in the page itself, and is
 * shown in no other page.
 * @param styleNonce lets a script add styles that carry this nonce
 */
export const strictPolicy = (styleNonce?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styleNonce === undefined ? '' : ` 'nonce-${styleNonce}'`}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const HTML = 'text/html; charset=utf-8';

/** Answers with an HTML page, as with any other read. */
export const sendPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  { html, policy, cacheControl, tags, vary, status }: Page,
): Promise<void> =>
  sendAnswer(request, reply, {
    json: html,
    cacheControl,
    tags,
    vary,
    status,
    headers: { 'content-type': HTML, 'content-security-policy': policy },
  });

/**
 * Answers with a page in the place of one that is not there. As with a problem, no other cache keeps it, and nothing in
 * it tells what it was made from: there may be something that the caller must not know of.
 * @param tags of what it was made from; absent where it is not to be kept in memory either
 */
export function sendFailurePage(
  request: FastifyRequest,
  reply: FastifyReply,
  { html, policy, status }: { html: string; policy: string; status: number },
  tags?: readonly Tag[] | null,
): void {
  const bytes = Buffer.from(html);
  const headers = {
    'content-type': HTML,
    'content-length': String(bytes.length),
    'content-security-policy': policy,
    'cache-control': 'no-store',
  };
  if (tags)
    flightOf(request.raw)?.keep({ status, etag: '', headers, bytes }, tags, request.routeOptions.url ?? '');
  void reply.code(status).headers(headers).send(bytes);
}
