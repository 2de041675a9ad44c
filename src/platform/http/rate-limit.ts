import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../api/errors.js';

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). Not for shared-cacheable answers. */
export interface RateLimitHeaders {
  readonly RateLimit: string;
  readonly 'RateLimit-Policy': string;
}

/** Counts calls in fixed windows, in the memory of this process. */
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  /** @param enabled when false every call passes and nothing is counted */
  constructor(private readonly enabled = true) {}

  /**
   * Counts one call.
   * @param bucket name of the limit, as the headers show it: letters, digits and hyphens
   * @param key who calls, such as `addressKey(request.ip)` or the id of an API key
   * @param limit calls allowed in a window
   * @param windowSeconds length of the window, which begins with the first call
   * @returns the headers for the answer; none when limits are off
   * @throws DomainError RATE_LIMITED with Retry-After and the same headers
   */
  async consume(
    bucket: string,
    key: string,
    limit: number,
    windowSeconds: number,
  ): Promise<RateLimitHeaders | Record<string, never>> {
    if (!this.enabled) return {};
    const policy = `"${bucket}";q=${limit};w=${windowSeconds}`;
    try {
      const state = await this.limiter(bucket, limit, windowSeconds).consume(key);
      return headers(bucket, state, policy);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = secondsLeft(refusal);
      throw new DomainError('RATE_LIMITED', 429, `Too many requests; try again in ${seconds} s.`, {
        headers: { 'Retry-After': String(seconds), ...headers(bucket, refusal, policy) },
      });
    }
  }

  private limiter(bucket: string, limit: number, windowSeconds: number): RateLimiterMemory {
    const name = `${bucket}:${limit}:${windowSeconds}`;
    let limiter = this.limiters.get(name);
    if (!limiter) {
      limiter = new RateLimiterMemory({ keyPrefix: name, points: limit, duration: windowSeconds });
      this.limiters.set(name, limiter);
    }
    return limiter;
  }
}

const secondsLeft = (state: RateLimiterRes): number => Math.max(1, Math.ceil(state.msBeforeNext / 1000));

const headers = (bucket: string, state: RateLimiterRes, policy: string): RateLimitHeaders => ({
  RateLimit: `"${bucket}";r=${Math.max(0, state.remainingPoints)};t=${secondsLeft(state)}`,
  'RateLimit-Policy': policy,
});

/**
 * What counts as one caller: the whole IPv4 address (an IPv4-mapped IPv6 address is one too), or the /64 of an IPv6
 * address, since one subscriber holds at least that many. Anything else is its own key.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
