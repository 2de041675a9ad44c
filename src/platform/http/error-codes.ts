/** One row of the table of error codes: what callers match on, and what the docs and OpenAPI say about it. */
export interface ErrorCode {
  readonly code: string;
  readonly status: number;
  /** Short and the same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string;
  /** What it means, in one sentence; also the detail when the occurrence has none of its own. */
  readonly meaning: string;
}

const row = (code: string, status: number, title: string, meaning: string): ErrorCode => ({
  code,
  status,
  title,
  meaning,
});

/** Codes that the HTTP platform itself answers with. Features keep tables of their own beside their errors. */
export const platformErrorCodes: readonly ErrorCode[] = [
  row(
    'BAD_REQUEST',
    400,
    'Bad request',
    'The request is not valid HTTP, or cannot be answered as it stands.',
  ),
  row('MALFORMED_BODY', 400, 'Malformed body', 'The body is empty, cut short or not valid JSON.'),
  row('INVALID_PARAMETER', 400, 'Invalid parameter', 'A parameter is known, but its value cannot be used.'),
  row('UNKNOWN_PARAMETER', 400, 'Unknown parameter', 'A parameter, filter, field or include does not exist.'),
  row('UNAUTHENTICATED', 401, 'Not authenticated', 'The request needs valid credentials.'),
  row('FORBIDDEN', 403, 'Forbidden', 'The credentials do not allow this.'),
  row('NOT_FOUND', 404, 'Not found', 'There is nothing here.'),
  row('ROUTE_NOT_FOUND', 404, 'No such route', 'The API has no such path.'),
  row(
    'METHOD_NOT_ALLOWED',
    405,
    'Method not allowed',
    'The path exists, but not with this method; see Allow.',
  ),
  row('NOT_ACCEPTABLE', 406, 'Not acceptable', 'No form of the answer is acceptable by the request headers.'),
  row('REQUEST_TIMEOUT', 408, 'Request timeout', 'The request was not received in full in time.'),
  row('CONFLICT', 409, 'Conflict', 'The request conflicts with the current state.'),
  row('BODY_TOO_LARGE', 413, 'Body too large', 'The body is larger than this endpoint accepts.'),
  row('URL_TOO_LONG', 414, 'URL too long', 'The URL is longer than 8,192 bytes.'),
  row(
    'UNSUPPORTED_MEDIA_TYPE',
    415,
    'Unsupported media type',
    'The body is of a type that this endpoint does not take.',
  ),
  row('INVALID_INPUT', 422, 'Invalid input', 'Some values are missing or not acceptable; see errors.'),
  row('RATE_LIMITED', 429, 'Too many requests', 'The limit is used up; try again after Retry-After seconds.'),
  row('HEADERS_TOO_LARGE', 431, 'Headers too large', 'The request headers are larger than 40 KB.'),
  row('INTERNAL_ERROR', 500, 'Internal error', 'Something went wrong on our side.'),
  row('UNAVAILABLE', 503, 'Unavailable', 'The service cannot answer right now; try again shortly.'),
];
