import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, passwordWanted, unauthenticated } from '../platform/api/errors.js';
import { type Scope, type Viewer } from '../platform/api/viewer.js';
import type { ViewerSource } from '../platform/graphql/apollo-config.js';
import type { RateLimits } from '../platform/http/rate-limit.js';
import type { ApiKeysService } from './api-keys.service.js';
import { passwordIn } from './key-as-password.js';
import type { PartnerQuotas } from './partner-quotas.service.js';
import type { TokenVerifier } from './token-verifier.js';

const NO_SCOPES: ReadonlySet<Scope> = new Set();
const ADMIN: ReadonlySet<Scope> = new Set<Scope>(['admin']);
const MINUTE = 60;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface AccessOptions {
  /** A key with every right that needs no database; null for none. */
  readonly adminKey: string | null;
  /** Requests a minute of a key that has no limit of its own. */
  readonly rateLimit: number;
}

/** A caller before it is counted. */
type Caller = Omit<Viewer, 'address' | 'rateLimit'> & {
  readonly limit: number;
  /** Requests a day of the partner; null for any number. */
  readonly dailyQuota?: number | null;
};

/** Tells who a caller is. */
@Injectable()
export class AccessService {
  readonly #adminKey: Buffer | null;

  constructor(
    private readonly options: AccessOptions,
    private readonly apiKeys: ApiKeysService,
    private readonly tokens: TokenVerifier | null,
    private readonly limits: RateLimits,
    private readonly quotas: PartnerQuotas,
  ) {
    this.#adminKey = options.adminKey === null ? null : digest(options.adminKey);
  }

  /**
   * The viewer behind a request: anonymous without `Authorization`.
   * @param byPassword whether a key may also be the password of `Basic`
   * @throws DomainError UNAUTHENTICATED for anything else than a bearer token that is valid now (RFC 6750),
   * RATE_LIMITED, QUOTA_EXCEEDED, UNAVAILABLE
   */
  viewerOf(source: ViewerSource, byPassword = false): Viewer | Promise<Viewer> {
    const { authorization } = source.headers;
    const { ip: address = '', method } = source as Partial<FastifyRequest>;
    const about = { address, isHead: method === 'HEAD' };
    if (authorization === undefined) return { key: null, actor: 'anonymous', scopes: NO_SCOPES, address };
    const password = byPassword ? passwordIn(authorization) : null;
    return password === null
      ? this.identify(authorization, about)
      : this.identify(`Bearer ${password}`, about).catch(askForPassword);
  }

  /**
   * Whether a caller would still be recognised. Is not counted.
   * @throws DomainError UNAVAILABLE
   */
  async isKnown({ headers: { authorization } }: ViewerSource): Promise<boolean> {
    try {
      if (authorization !== undefined) await this.callerOf(authorization);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'UNAUTHENTICATED') return false;
      throw error;
    }
  }

  private async identify(authorization: string, about: Pick<Viewer, 'address' | 'isHead'>): Promise<Viewer> {
    const { limit, dailyQuota = null, ...caller } = await this.callerOf(authorization);
    const rateLimit = await this.limits.consume('key', caller.key ?? '', limit, MINUTE);
    if (caller.partner) await this.quotas.count(caller.partner, dailyQuota);
    return { ...caller, ...about, rateLimit };
  }

  private async callerOf(authorization: string): Promise<Caller> {
    const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1];
    if (!token) throw unauthenticated('Authorization must be "Bearer" and a key.');
    const { rateLimit } = this.options;
    if (this.#adminKey && timingSafeEqual(this.#adminKey, digest(token))) {
      return { key: 'admin', actor: 'admin', scopes: ADMIN, limit: rateLimit };
    }
    const key = await this.apiKeys.recognise(token);
    if (key) {
      const { partnerId: partner, dailyQuota } = key;
      const who = { key: `key:${key.id}`, actor: key.name, scopes: new Set(key.scopes), partner };
      return { ...who, limit: key.rateLimit ?? rateLimit, dailyQuota };
    }
    if (this.tokens && token.includes('.')) {
      const { subject, name, scopes } = await this.tokens.verify(token);
      return { key: `jwt:${subject}`, actor: name, scopes: new Set(scopes), limit: rateLimit };
    }
    throw unauthenticated('The key is not known.', 'invalid_token');
  }
}

/** Readers of feeds know what to do with a challenge of the scheme that they used. */
function askForPassword(error: unknown): never {
  if (error instanceof DomainError && error.code === 'UNAUTHENTICATED') {
    throw passwordWanted('The password is not a key that is known.');
  }
  throw error;
}
