import { describe, expect, it } from 'vitest';
import { DomainError } from '../api/errors.js';
import { addressKey, RateLimits } from './rate-limit.js';

describe('RateLimits', () => {
  it('counts down, then refuses with the same headers and Retry-After', async () => {
    const limits = new RateLimits();
    const take = () => limits.consume('comments', 'ada', 2, 60);
    expect(await take()).toEqual({
      RateLimit: '"comments";r=1;t=60',
      'RateLimit-Policy': '"comments";q=2;w=60',
    });
    expect(await take()).toMatchObject({ RateLimit: '"comments";r=0;t=60' });
    const refusal: unknown = await take().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      headers: {
        'Retry-After': '60',
        RateLimit: '"comments";r=0;t=60',
        'RateLimit-Policy': '"comments";q=2;w=60',
      },
    });
  });

  it('counts each key and each bucket by itself', async () => {
    const limits = new RateLimits();
    await limits.consume('a', 'ada', 1, 60);
    await limits.consume('a', 'bob', 1, 60);
    await limits.consume('b', 'ada', 1, 60);
    await expect(limits.consume('a', 'ada', 1, 60)).rejects.toThrow(DomainError);
  });

  it('lets callers in again when the window is over', async () => {
    const limits = new RateLimits();
    await limits.consume('a', 'ada', 1, 1);
    await expect(limits.consume('a', 'ada', 1, 1)).rejects.toThrow(DomainError);
    await expect
      .poll(() => limits.consume('a', 'ada', 1, 1).catch(() => 'refused'), { timeout: 5000 })
      .not.toBe('refused');
  });

  it('counts nothing when it is off', async () => {
    const limits = new RateLimits(false);
    expect(await limits.consume('a', 'ada', 0, 60)).toEqual({});
  });
});

describe('addressKey', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
