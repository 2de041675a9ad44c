import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { callOf } from '../platform/api/call.js';
import type { Viewer } from '../platform/api/viewer.js';

/** The caller, in a controller or a resolver. */
export const CurrentViewer = createParamDecorator(
  (_: unknown, context: ExecutionContext): Viewer => callOf(context).viewer,
);

export const KEY_AS_PASSWORD = 'keyAsPassword';

/**
 * On a controller: a key may also come as the password of HTTP Basic, which is what readers of feeds can send. The name that
 * goes with it says nothing.
 */
export const KeyAsPassword = () => SetMetadata(KEY_AS_PASSWORD, true);
