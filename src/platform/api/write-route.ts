import { applyDecorators, Delete, Header, HttpCode, Patch, Post, Put, UseInterceptors } from '@nestjs/common';
import { Mutation, type ReturnTypeFunc } from '@nestjs/graphql';
import { ApiBody, ApiHeader, ApiResponse } from '@nestjs/swagger';
import { WriteInterceptor } from '../writes/write.interceptor.js';
import { Needs } from './needs.js';
import { described, headers, type RouteDescription } from './rest-route.js';
import type { ViewClass } from './view.js';
import type { Scope } from './viewer.js';

interface WriteDescription extends RouteDescription {
  readonly body: ViewClass;
  /** Whether the body may be left out, which says as much as `{}`: `OptionalBody` takes it. */
  readonly bodyOptional?: boolean;
  /** Whether the request must say by `If-Match` which version it is about. */
  readonly versioned?: boolean;
  /** Whether the answer says by `ETag` which version came of it; what is versioned does. */
  readonly tagged?: boolean;
}
type BodilessDescription = Omit<WriteDescription, 'body' | 'bodyOptional' | 'view'>;

/** Codes that every write with a body may be refused with. */
const BODY_ERRORS = ['INVALID_INPUT', 'MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const VERSION_ERRORS = ['VERSION_REQUIRED', 'VERSION_MISMATCH'];
const IDEMPOTENCY_ERRORS = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_USE'];

const IDEMPOTENCY_HEADER = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description:
    'Any text of up to 255 characters, such as a UUID. The same request with it gets the same answer for 24 hours and is not done twice.',
});
const IF_MATCH_HEADER = ApiHeader({
  name: 'If-Match',
  required: true,
  description: 'The `ETag` of the version that the change is based on, such as `"v3"`.',
});

interface WriteKind {
  readonly method: MethodDecorator;
  readonly status: number;
  readonly idempotent: boolean;
}

const writeRoute = (
  { method, status, idempotent }: WriteKind,
  description: BodilessDescription & Partial<Pick<WriteDescription, 'body' | 'bodyOptional' | 'view'>>,
): MethodDecorator => {
  const { summary, view, body, versioned = false, tagged = versioned, errors = [] } = description;
  const own = [
    ...(body ? BODY_ERRORS : []),
    ...(versioned ? VERSION_ERRORS : []),
    ...(idempotent ? IDEMPOTENCY_ERRORS : []),
  ];
  const answered = headers(
    ...(status === 201 ? (['Location'] as const) : []),
    ...(tagged && status !== 204 ? (['ETag'] as const) : []),
    'Cache-Control',
    'Broadsheet-After',
  );
  return applyDecorators(
    method,
    HttpCode(status),
    UseInterceptors(WriteInterceptor),
    ...described({ ...description, errors: [...errors, ...own] }),
    ...(body ? [ApiBody({ type: body, required: !description.bodyOptional })] : []),
    ...(versioned ? [IF_MATCH_HEADER] : []),
    ...(idempotent ? [IDEMPOTENCY_HEADER] : []),
    ApiResponse({ status, description: `${summary}.`, ...(view ? { type: view } : {}), headers: answered }),
  );
};

/** A POST route that makes something new and answers 201. */
export const CreateRoute = (path: string, description: WriteDescription): MethodDecorator =>
  writeRoute({ method: Post(path), status: 201, idempotent: true }, description);

/** A POST route that does something to what is there and answers 200 with what came of it. */
export const ActionRoute = (
  path: string,
  description: Omit<WriteDescription, 'body'> & { readonly body?: ViewClass },
): MethodDecorator => writeRoute({ method: Post(path), status: 200, idempotent: true }, description);

/** A POST route that only answers: a question with words that must not be in an address. It is kept nowhere. */
export const QuestionRoute = (
  path: string,
  description: Omit<WriteDescription, 'versioned' | 'tagged'>,
): MethodDecorator => {
  const { summary, view, body, errors = [] } = description;
  return applyDecorators(
    Post(path),
    HttpCode(200),
    Header('cache-control', 'private, no-store'),
    ...described({ ...description, errors: [...errors, ...BODY_ERRORS] }),
    ApiBody({ type: body }),
    ApiResponse({ status: 200, description: `${summary}.`, type: view, headers: headers('Cache-Control') }),
  );
};

/** A PATCH route: what is left out is left alone, null clears. */
export const PatchRoute = (path: string, description: WriteDescription): MethodDecorator =>
  writeRoute({ method: Patch(path), status: 200, idempotent: false }, description);

/** A PUT route, which says all of something. */
export const PutRoute = (path: string, description: WriteDescription): MethodDecorator =>
  writeRoute({ method: Put(path), status: 200, idempotent: false }, description);

/** A DELETE route, which answers 204. */
export const DeleteRoute = (path: string, description: BodilessDescription): MethodDecorator =>
  writeRoute({ method: Delete(path), status: 204, idempotent: false }, description);

/** A GraphQL mutation with its permission. */
export const WriteMutation = (
  type: ReturnTypeFunc,
  { needs, description, nullable }: { needs: Scope | 'anyone'; description: string; nullable?: boolean },
): MethodDecorator =>
  applyDecorators(Mutation(type, { description, nullable }), Needs(needs), UseInterceptors(WriteInterceptor));
