import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphqlContext } from '../graphql/apollo-config.js';
import type { Viewer } from './viewer.js';

/** A request whose viewer has been recognised. */
export type ViewedRequest = FastifyRequest & { viewer?: Viewer };

/** A call of a route or of a GraphQL operation. */
export interface Call {
  readonly viewer: Viewer;
  /** Absent for an operation over WebSocket. */
  readonly request?: FastifyRequest;
  readonly reply?: FastifyReply;
  /** The field of GraphQL with its arguments; null for a route. */
  readonly field: { readonly info: GraphQLResolveInfo; readonly args: unknown } | null;
}

/** What is called, whichever the transport. */
export function callOf(context: ExecutionContext): Call {
  if (context.getType<GqlContextType>() === 'graphql') {
    const graphql = GqlExecutionContext.create(context);
    const { viewer, request, reply } = graphql.getContext<GraphqlContext<Viewer>>();
    const field = { info: graphql.getInfo<GraphQLResolveInfo>(), args: graphql.getArgs<unknown>() };
    return { viewer, request, reply, field };
  }
  const http = context.switchToHttp();
  const request = http.getRequest<ViewedRequest>();
  return { viewer: request.viewer as Viewer, request, reply: http.getResponse<FastifyReply>(), field: null };
}
