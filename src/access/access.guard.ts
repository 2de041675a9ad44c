import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import type { ViewedRequest } from '../platform/api/call.js';
import { NEEDS } from '../platform/api/needs.js';
import { may, type Scope, type Viewer } from '../platform/api/viewer.js';
import type { GraphqlContext } from '../platform/graphql/apollo-config.js';
import { forbidden, unauthenticated } from '../platform/api/errors.js';
import { AccessService } from './access.service.js';
import { KEY_AS_PASSWORD } from './viewer.decorators.js';

/** Lets a caller through to what a route or operation says that it needs. One that says nothing lets nobody through. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessService,
  ) {}

  /** @throws DomainError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const need = this.reflector.get<Scope | 'anyone' | undefined>(NEEDS, context.getHandler());
    if (context.getType<GqlContextType>() === 'graphql') {
      return admit(GqlExecutionContext.create(context).getContext<GraphqlContext<Viewer>>().viewer, need);
    }
    const http = context.switchToHttp();
    const request = http.getRequest<ViewedRequest>();
    const byPassword = this.reflector.get<boolean | undefined>(KEY_AS_PASSWORD, context.getClass()) ?? false;
    const viewer = this.access.viewerOf(request, byPassword);
    // Most callers are anonymous, and these are known without waiting.
    if (!(viewer instanceof Promise)) return admit((request.viewer = viewer), need);
    return viewer.then((known) => {
      request.viewer = known;
      if (known.rateLimit) void http.getResponse<FastifyReply>().headers({ ...known.rateLimit });
      return admit(known, need);
    });
  }
}

function admit(viewer: Viewer, need: Scope | 'anyone' | undefined): true {
  if (need === 'anyone') return true;
  if (need && may(viewer, need)) return true;
  if (viewer.key === null) throw unauthenticated('This needs a key.');
  throw forbidden(need ?? 'of nobody');
}
