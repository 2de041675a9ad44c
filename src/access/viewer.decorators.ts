import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callOf } from '../platform/api/call.js';
import type { Viewer } from '../platform/api/viewer.js';

/** The caller, in a controller or a resolver. */
export const CurrentViewer = createParamDecorator(
  (_: unknown, context: ExecutionContext): Viewer => callOf(context).viewer,
);
