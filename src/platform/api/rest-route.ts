import { applyDecorators, Get } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { describeQuery, type QuerySpec } from '../http/query.js';
import { Needs } from './needs.js';
import type { ViewClass } from './view.js';
import type { Scope } from './viewer.js';

/** What a part of the path is, and the words that it can be where these are few. */
export type PathParameter = string | { readonly description: string; readonly values: readonly string[] };

export interface RouteDescription {
  readonly needs: Scope | 'anyone';
  /** One line for the table of contents. */
  readonly summary: string;
  /** What else a caller must know. */
  readonly about?: string;
  readonly params?: Readonly<Record<string, PathParameter>>;
  readonly query?: QuerySpec;
  /** When a read answers 301 instead. */
  readonly redirects?: string;
  /** What a successful answer holds. */
  readonly view: ViewClass;
  /** Codes of the failures that are this route's own. */
  readonly errors?: readonly string[];
}

/** Extension under which a route's own error codes stand until the document is completed. */
export const ERROR_CODES_EXTENSION = 'x-error-codes';

/** Headers of answers, described once. */
export const RESPONSE_HEADERS = {
  ETag: headerOf('Changes with the answer; another one for each encoding. To be sent as `If-None-Match`.'),
  'Last-Modified': headerOf('When the resource last changed. Absent where an answer has no one date.'),
  'Cache-Control': headerOf('How long caches may keep the answer.'),
  Vary: headerOf('Which request headers the answer depends on.'),
  Link: headerOf('The next page, as `<address>; rel="next"`; absent on the last one.'),
  Location: headerOf('Address of what was made, or of where the resource is now.'),
  'Broadsheet-After': headerOf(
    'Where the write stands. A read that sends it sees the write, or something newer.',
  ),
  'Retry-After': headerOf('Seconds to wait before trying again.'),
} as const;

function headerOf(description: string) {
  return { description, schema: { type: 'string' as const } };
}

/** References to headers of answers. */
export const headers = (...names: (keyof typeof RESPONSE_HEADERS)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What every route may refuse a request's parameters with. */
const PARAMETER_ERRORS = ['UNKNOWN_PARAMETER', 'INVALID_PARAMETER'];

const pathParameter = (parameter: PathParameter) =>
  typeof parameter === 'string'
    ? { description: parameter, schema: { type: 'string' as const } }
    : {
        description: parameter.description,
        schema: { type: 'string' as const, enum: [...parameter.values] },
      };

/** What `openapi.json` says of a route beside its answers. */
export const described = ({
  needs,
  summary,
  about,
  params = {},
  query = {},
  errors = [],
}: Omit<RouteDescription, 'view'>) => [
  Needs(needs),
  ApiOperation({ summary, description: about }),
  ...Object.entries(params).map(([name, parameter]) => ApiParam({ name, ...pathParameter(parameter) })),
  ...describeQuery(query).map((parameter) =>
    ApiQuery(parameter as unknown as Parameters<typeof ApiQuery>[0]),
  ),
  ApiExtension(ERROR_CODES_EXTENSION, [...PARAMETER_ERRORS, ...errors]),
  ...(needs === 'anyone' ? [] : [ApiSecurity('key', [needs])]),
];

/** A GET route: its path, its permission, and all that `openapi.json` says of it. */
export const ReadRoute = (path: string, description: RouteDescription) => {
  const { summary, view, query = {}, redirects } = description;
  const own = 'after' in query ? headers('Link') : headers('Last-Modified');
  const cached = headers('ETag', 'Cache-Control', 'Vary');
  return applyDecorators(
    Get(path),
    ...described(description),
    ApiResponse({ status: 200, description: `${summary}.`, type: view, headers: { ...cached, ...own } }),
    ...(redirects === undefined
      ? []
      : [
          ApiResponse({ status: 301, description: redirects, headers: headers('Location', 'Cache-Control') }),
        ]),
    ApiResponse({ status: 304, description: 'What the caller holds is still right.', headers: cached }),
  );
};
