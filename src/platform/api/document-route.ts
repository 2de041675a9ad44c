import { applyDecorators, Get } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { described, headers, type RouteDescription } from './rest-route.js';

interface DocumentDescription extends Omit<RouteDescription, 'view'> {
  /** Media types that the answer can have. */
  readonly mediaTypes: readonly string[];
  /** `true` where the answer is made while it is sent: such an answer has no ETag. */
  readonly stream?: boolean;
}

/** A GET route that answers with a document of a standard format, such as a feed. */
export const DocumentRoute = (path: string, description: DocumentDescription) => {
  const { summary, mediaTypes, query = {}, redirects, stream = false } = description;
  const cached = stream ? headers('Cache-Control', 'Vary') : headers('ETag', 'Cache-Control', 'Vary');
  const content = Object.fromEntries(
    mediaTypes.map((type) => [type, { schema: { type: type.endsWith('json') ? 'object' : 'string' } }]),
  );
  const found = {
    description: `${summary}.`,
    content,
    headers: { ...cached, ...('after' in query && !stream ? headers('Link') : {}) },
  };
  const moved = { description: redirects ?? '', headers: headers('Location', 'Cache-Control') };
  const unchanged = { description: 'What the caller holds is still right.', headers: cached };
  return applyDecorators(
    Get(path),
    ...described(description),
    ApiResponse({ status: 200, ...found }),
    ...(redirects === undefined ? [] : [ApiResponse({ status: 301, ...moved })]),
    ...(stream ? [] : [ApiResponse({ status: 304, ...unchanged })]),
  );
};
