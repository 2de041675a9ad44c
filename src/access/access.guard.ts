import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/api/errors.js';
import { may, type Scope, type Viewer } from '../platform/api/viewer.js';
import type { GraphqlContext } from '../platform/graphql/apollo-config.js';
import { unauthenticated } from './access.errors.js';
import { AccessService } from './access.service.js';
import { NEEDS } from '../platform/api/needs.js';

/** A request whose viewer has been recognised. */
export type ViewedRequest = FastifyRequest & { viewer?: Viewer };

/** Lets a caller through to what a route or operation says that it needs. One that says nothing lets nobody through. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessService,
  ) {}

  /** @throws DomainError UNAUTHENTICATED, FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    const viewer = this.viewerOf(context);
    const need = this.reflector.get<Scope | 'anyone' | undefined>(NEEDS, context.getHandler());
    if (need === 'anyone') return true;
    if (need && may(viewer, need)) return true;
    if (viewer.key === null) throw unauthenticated('This needs a key.');
    throw new DomainError('FORBIDDEN', 403, `This needs the scope ${need ?? 'of nobody'}.`);
  }

  private viewerOf(context: ExecutionContext): Viewer {
    if (context.getType<GqlContextType>() === 'graphql') {
      return GqlExecutionContext.create(context).getContext<GraphqlContext<Viewer>>().viewer;
    }
    const request = context.switchToHttp().getRequest<ViewedRequest>();
    request.viewer = this.access.viewerOf(request);
    return request.viewer;
  }
}
