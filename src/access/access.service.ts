import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Scope, type Viewer } from '../platform/api/viewer.js';
import type { ViewerSource } from '../platform/graphql/apollo-config.js';
import { unauthenticated } from './access.errors.js';

const NO_SCOPES: ReadonlySet<Scope> = new Set();
const ADMIN: ReadonlySet<Scope> = new Set<Scope>(['admin']);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells who a caller is. */
@Injectable()
export class AccessService {
  readonly #adminKey: Buffer | null;

  constructor(adminKey: string | null) {
    this.#adminKey = adminKey === null ? null : digest(adminKey);
  }

  /**
   * The viewer behind a request: anonymous without `Authorization`.
   * @throws DomainError UNAUTHENTICATED for anything else than a bearer token that is known (RFC 6750)
   */
  viewerOf(source: ViewerSource): Viewer {
    const { authorization } = source.headers;
    const address = (source as Partial<FastifyRequest>).ip ?? '';
    if (authorization === undefined) return { key: null, scopes: NO_SCOPES, address };
    const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1];
    if (!token) throw unauthenticated('Authorization must be "Bearer" and a key.');
    if (this.#adminKey && timingSafeEqual(this.#adminKey, digest(token))) {
      return { key: 'admin', scopes: ADMIN, address };
    }
    throw unauthenticated('The key is not known.');
  }
}
