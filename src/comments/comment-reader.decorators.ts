import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callOf } from '../platform/api/call.js';
import type { Reader } from './comment-reader.js';

/** The caller as one reader among others, in a controller or a resolver. */
export const CurrentReader = createParamDecorator((_: unknown, context: ExecutionContext): Reader => {
  const { viewer, request } = callOf(context);
  return { viewer, agent: request?.headers['user-agent'] ?? '' };
});
