/**
 * Errors that callers are meant to see. A domain error is thrown anywhere below the edges and translated once
 * per transport: to `application/problem+json` (RFC 9457) in REST, to `extensions.code` in GraphQL.
 * Anything that is not a `DomainError` becomes `INTERNAL_ERROR` and its text never leaves the process.
 */

/** One faulty part of an input. `pointer` is a JSON Pointer (RFC 6901) into the body, or a parameter's name. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface DomainErrorOptions {
  /** Faulty parts of the input, each with its own code. */
  readonly errors?: readonly FieldError[];
  /** Extra public members of the answer (for instance the `notice` of a retraction). */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Extra response headers (for instance `Retry-After`). REST only. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the refusal of an anonymous read was made from, by cache tags: it is then kept as an answer is. */
  readonly tags?: readonly string[];
}

/** A refusal with a stable code. `status` is the HTTP status that REST answers with. */
export class DomainError extends Error {
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly string[] | null;

  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    options: DomainErrorOptions = {},
  ) {
    super(detail);
    this.name = 'DomainError';
    this.errors = options.errors ?? [];
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
    this.tags = options.tags ?? null;
  }

  /** The same refusal, with what it was made from. */
  madeFrom(...tags: string[]): DomainError {
    const { errors, extra, headers } = this;
    return new DomainError(this.code, this.status, this.message, { errors, extra, headers, tags });
  }
}

/** 400 `INVALID_PARAMETER`: a parameter is known but its value cannot be used. */
export const invalidParameter = (name: string, detail: string): DomainError =>
  new DomainError('INVALID_PARAMETER', 400, detail, {
    errors: [{ pointer: name, code: 'INVALID_PARAMETER', detail }],
  });

/** 400 `UNKNOWN_PARAMETER`: a parameter, filter, field or include that does not exist. */
export const unknownParameter = (name: string, detail: string): DomainError =>
  new DomainError('UNKNOWN_PARAMETER', 400, detail, {
    errors: [{ pointer: name, code: 'UNKNOWN_PARAMETER', detail }],
  });

/** 422 `INVALID_INPUT`: the body was read, but some of its values are not acceptable. */
export const invalidInput = (errors: readonly FieldError[]): DomainError =>
  new DomainError('INVALID_INPUT', 422, 'Some values are missing or not acceptable; see errors.', { errors });

/** 422 `INVALID_INPUT`: a part of the body names something that is not there. */
export const unknownReference = (pointer: string, code: string, detail: string): DomainError =>
  invalidInput([{ pointer, code, detail }]);

/** 404 `NOT_FOUND`: there is nothing under this name that the caller may see. */
export const notFound = (): DomainError => new DomainError('NOT_FOUND', 404, 'There is nothing here.');

const REALM = 'Bearer realm="broadsheet"';

/** 401, with the challenge that goes with it (RFC 9110, section 15.5.2; RFC 6750, section 3). */
export const unauthenticated = (detail: string, error?: 'invalid_token'): DomainError =>
  new DomainError('UNAUTHENTICATED', 401, detail, {
    headers: { 'WWW-Authenticate': error ? `${REALM}, error="${error}"` : REALM },
  });

/** The same for those who may come with a name and a password, which is the key (RFC 7617). */
export const passwordWanted = (detail: string): DomainError =>
  new DomainError('UNAUTHENTICATED', 401, detail, {
    headers: { 'WWW-Authenticate': 'Basic realm="broadsheet", charset="UTF-8"' },
  });

/** 403, with the scope that is missing (RFC 6750, section 3.1). */
export const forbidden = (scope: string): DomainError =>
  new DomainError('FORBIDDEN', 403, `This needs the scope ${scope}.`, {
    headers: { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${scope}"` },
  });

/** What was asked for stands under another name now. REST answers with a redirect to it (301), GraphQL follows it. */
export class Moved extends Error {
  constructor(
    /** The name that was asked for. */
    readonly from: string,
    /** The name that it has now. */
    readonly to: string,
  ) {
    super(`${from} is now ${to}`);
    this.name = 'Moved';
  }
}
