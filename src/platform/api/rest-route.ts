import { applyDecorators, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiExtension,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
} from '@nestjs/swagger';
import { describeQuery, type QuerySpec } from '../http/query.js';
import { Needs } from './needs.js';
import type { ViewClass } from './view.js';
import type { Scope } from './viewer.js';

interface RouteDescription {
  readonly needs: Scope | 'anyone';
  /** One line for the table of contents. */
  readonly summary: string;
  /** What else a caller must know. */
  readonly about?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: QuerySpec;
  /** What a successful answer holds. */
  readonly view: ViewClass;
  /** Codes of the failures that are this route's own. */
  readonly errors?: readonly string[];
}

/** Extension under which a route's own error codes stand until the document is completed. */
export const ERROR_CODES_EXTENSION = 'x-error-codes';

const described = ({ needs, summary, about, params = {}, query = {}, errors = [] }: RouteDescription) => [
  Needs(needs),
  ApiOperation({ summary, description: about }),
  ...Object.entries(params).map(([name, description]) =>
    ApiParam({ name, description, schema: { type: 'string' } }),
  ),
  ...describeQuery(query).map((parameter) =>
    ApiQuery(parameter as unknown as Parameters<typeof ApiQuery>[0]),
  ),
  ApiExtension(ERROR_CODES_EXTENSION, [...errors]),
  ...(needs === 'anyone' ? [] : [ApiSecurity('key')]),
];

/** A GET route: its path, its permission, and all that `openapi.json` says of it. */
export const ReadRoute = (path: string, description: RouteDescription) =>
  applyDecorators(
    Get(path),
    ...described(description),
    ApiResponse({ status: 200, description: description.summary, type: description.view }),
  );

/** A POST route that makes something new and answers 201. */
export const CreateRoute = (path: string, description: RouteDescription & { readonly body: ViewClass }) =>
  applyDecorators(
    Post(path),
    HttpCode(201),
    ...described(description),
    ApiBody({ type: description.body }),
    ApiResponse({ status: 201, description: description.summary, type: description.view }),
  );
