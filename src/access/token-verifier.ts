import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { DomainError, unauthenticated } from '../platform/api/errors.js';
import { type Scope, SCOPES } from '../platform/api/viewer.js';

/** An identity provider whose tokens are accepted. */
export interface IdentityProvider {
  /** The `iss` that a token must have. */
  readonly issuer: string;
  /** One that its `aud` must name. */
  readonly audience: string;
  /** Where its public keys are (RFC 7517). */
  readonly jwksUrl: string;
}

/** Who a token speaks of. */
export interface Bearer {
  readonly subject: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Signatures that only the provider can make. What is keyed with a shared secret is not among them. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const CLOCK_TOLERANCE_SECONDS = 5;
const FETCH_TIMEOUT_MS = 5_000;
const MAX_NAME = 200;

/** Verifies JSON Web Tokens of an external identity provider (RFC 7519, RFC 9068). */
export class TokenVerifier {
  private readonly keys: JWTVerifyGetKey;

  constructor(private readonly provider: IdentityProvider) {
    this.keys = createRemoteJWKSet(new URL(provider.jwksUrl), { timeoutDuration: FETCH_TIMEOUT_MS });
  }

  /** @throws DomainError UNAUTHENTICATED for a token that is not to be believed, UNAVAILABLE without the keys */
  async verify(token: string): Promise<Bearer> {
    const { issuer, audience } = this.provider;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      if (!payload.sub) throw new errors.JWTClaimValidationFailed('sub is empty', payload, 'sub');
      return bearerOf(payload);
    } catch (error) {
      throw isOfToken(error) ? unauthenticated('The token is not valid.', 'invalid_token') : keysMissing();
    }
  }
}

/** Whether the token is at fault, and not the provider, which cannot be reached or gives no keys. */
const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC';

const keysMissing = (): DomainError =>
  new DomainError('UNAVAILABLE', 503, 'The keys of the identity provider cannot be had right now.', {
    headers: { 'Retry-After': '5' },
  });

function bearerOf(payload: JWTPayload): Bearer {
  const { sub = '', name } = payload;
  return {
    subject: sub,
    name: (typeof name === 'string' && name.trim() ? name : sub).slice(0, MAX_NAME),
    scopes: SCOPES.filter((scope) => granted(payload).has(scope)),
  };
}

/** Scopes as providers write them: `scope` with spaces (RFC 8693), `scp`, or `permissions` as a list. */
function granted({ scope, scp, permissions }: JWTPayload): ReadonlySet<unknown> {
  return new Set([scope, scp, permissions].flatMap(wordsOf));
}

const wordsOf = (claim: unknown): unknown[] =>
  typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
