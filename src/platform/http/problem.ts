import { HttpException } from '@nestjs/common';
import { DomainError, type FieldError } from '../api/errors.js';
import { type ErrorCode, platformErrorCodes } from './error-codes.js';
import { isUnavailable } from './unavailable.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of every REST failure (RFC 9457), with a stable `code` and the faulty parts of the input. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path of the request. Absent only when the request could not be parsed far enough to know it. */
  readonly instance?: string;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly [extra: string]: unknown;
}

export interface Problem {
  readonly status: number;
  /** Lower-case names. Says `no-store` unless the error brought a Cache-Control of its own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_BODY',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_BAD_URL: 'INVALID_PARAMETER',
  FST_ERR_MAX_PARAM_LENGTH: 'URL_TOO_LONG',
  FST_ERR_HANDLER_TIMEOUT: 'UNAVAILABLE',
};

/** The general code of a status, for exceptions that framework and libraries throw with a status alone. */
const STATUS_CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  413: 'BODY_TOO_LARGE',
  414: 'URL_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'INVALID_INPUT',
  429: 'RATE_LIMITED',
  431: 'HEADERS_TOO_LARGE',
  503: 'UNAVAILABLE',
};

/** Translates errors to problems. Knows the platform's codes; features bring theirs for the titles. */
export class ProblemTranslator {
  private readonly codes: ReadonlyMap<string, ErrorCode>;

  constructor(featureCodes: readonly ErrorCode[] = []) {
    this.codes = new Map([...platformErrorCodes, ...featureCodes].map((entry) => [entry.code, entry]));
  }

  /**
   * The problem that an error becomes. A `DomainError` speaks for itself; exceptions of Nest and Fastify give their
   * status and a fixed text; what the database cannot serve now is 503 `UNAVAILABLE`; anything else is 500
   * `INTERNAL_ERROR`. The text of an error that is not a `DomainError` never gets into the answer.
   */
  translate(error: unknown, instance?: string): Problem {
    if (error instanceof DomainError) return this.ofDomainError(error, instance);
    const framework = frameworkCode(error);
    if (framework) return this.ofCode(framework.code, instance, framework.status);
    return this.ofCode(isUnavailable(error) ? 'UNAVAILABLE' : 'INTERNAL_ERROR', instance);
  }

  /** A problem of one of the known codes, with the table's text as its detail. */
  ofCode(code: string, instance?: string, status?: number): Problem {
    const entry = this.codes.get(code);
    const answered = status ?? entry?.status ?? 500;
    const headers: Record<string, string> = { 'cache-control': 'no-store' };
    if (answered === 503) headers['retry-after'] = '1';
    const detail = entry?.meaning ?? 'Something went wrong on our side.';
    return { status: answered, headers, body: this.body(code, answered, detail, [], instance) };
  }

  private ofDomainError(error: DomainError, instance?: string): Problem {
    const headers: Record<string, string> = { 'cache-control': 'no-store' };
    for (const [name, value] of Object.entries(error.headers)) headers[name.toLowerCase()] = value;
    const standard = this.body(error.code, error.status, error.message, error.errors, instance);
    // Twice, so that the standard members come first and no extra member can replace one.
    return { status: error.status, headers, body: { ...standard, ...error.extra, ...standard } };
  }

  private body(
    code: string,
    status: number,
    detail: string,
    errors: readonly FieldError[],
    instance?: string,
  ): ProblemBody {
    const title = this.codes.get(code)?.title ?? titleOf(code);
    const type = `/docs/errors#${code}`;
    return { type, title, status, detail, ...(instance === undefined ? {} : { instance }), code, errors };
  }
}

/** `SLUG_TAKEN` → `Slug taken`. */
const titleOf = (code: string): string => code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ');

interface FrameworkCode {
  readonly code: string;
  readonly status: number | undefined;
}

/** The code of an exception that Nest, Fastify or an `http-errors` library threw on purpose, if it is one. */
function frameworkCode(error: unknown): FrameworkCode | undefined {
  if (!(error instanceof Error)) return undefined;
  // Nest wraps Fastify's errors below 500 in an HttpException and keeps the original as its cause.
  const original = error instanceof HttpException && error.cause instanceof Error ? error.cause : error;
  const { code, statusCode, expose } = original as Error & {
    code?: unknown;
    statusCode?: unknown;
    expose?: unknown;
  };
  const known = typeof code === 'string' ? FASTIFY_CODES[code] : undefined;
  if (known !== undefined) return { code: known, status: undefined };
  if (error instanceof HttpException) return ofStatus(error.getStatus());
  const isAbortedBody = code === 'ECONNRESET' && statusCode === 400;
  const isDeliberate = original.name === 'FastifyError' || typeof expose === 'boolean' || isAbortedBody;
  return isDeliberate && typeof statusCode === 'number' ? ofStatus(statusCode) : undefined;
}

function ofStatus(status: number): FrameworkCode | undefined {
  const code = STATUS_CODES[status];
  if (code !== undefined) return { code, status };
  return status >= 400 && status < 500 ? { code: 'BAD_REQUEST', status } : undefined;
}
