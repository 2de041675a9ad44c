import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { Viewer } from '../platform/api/viewer.js';
import type { GraphqlContext } from '../platform/graphql/apollo-config.js';
import type { ViewedRequest } from './access.guard.js';

/** The caller, in a controller or a resolver. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  if (context.getType<GqlContextType>() === 'graphql') {
    return GqlExecutionContext.create(context).getContext<GraphqlContext<Viewer>>().viewer;
  }
  return context.switchToHttp().getRequest<ViewedRequest>().viewer as Viewer;
});
