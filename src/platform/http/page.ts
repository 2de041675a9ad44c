import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendAnswer } from './answer.js';

export interface Page {
  readonly html: string;
  /** `Content-Security-Policy`: what the page may load and run. */
  readonly policy: string;
  readonly cacheControl: string;
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

/** Answers with an HTML page, as with any other read. */
export const sendPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  { html, policy, cacheControl, vary, status }: Page,
): Promise<void> =>
  sendAnswer(request, reply, {
    json: html,
    cacheControl,
    vary,
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  });
