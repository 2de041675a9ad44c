import { describe, expect, it } from 'vitest';
import type { EncodedAnswer } from '../http/encoding.js';
import { OwnFlight, ResponseCache } from './response-cache.js';
import { tagOf } from './tag.js';

const answerOf = (text: string): EncodedAnswer => {
  const bytes = Buffer.from(text);
  return {
    status: 200,
    etag: `"${text.slice(0, 10)}"`,
    headers: { 'content-length': String(bytes.length), 'surrogate-key': 'all' },
    bytes,
  };
};

const terms = (seconds: number | null): Record<string, string> => ({
  'cache-control': `max-age=${Math.floor(Math.min(seconds ?? 100, 100))}`,
});

function cacheOf(maxBytes = 1_000_000): ResponseCache {
  const cache = new ResponseCache({ maxBytes, everywhere: ['site'], headers: { 'x-always': 'yes' }, terms });
  cache.turnOn();
  return cache;
}

const keep = (cache: ResponseCache, key: string, tags: readonly string[], text = key): void =>
  cache.begin(key).keep(answerOf(text), tags.map(tagOf), '/route');

const now = (): { sent: number; received: number } => ({
  sent: performance.now(),
  received: performance.now(),
});

describe('an answer in memory', () => {
  it('is there until one of its tags is evicted, and others stay', () => {
    const cache = cacheOf();
    keep(cache, '/a', ['article:1', 'articles']);
    keep(cache, '/b', ['article:2', 'articles']);
    expect(cache.find('/a')?.representation('identity')?.bytes.toString()).toBe('/a');
    cache.evict(['article:1', 'article:3']);
    expect(cache.find('/a')).toBeUndefined();
    expect(cache.find('/b')).toBeDefined();
    cache.evict(['articles']);
    expect(cache.find('/b')).toBeUndefined();
  });

  it('may be kept again after its tag was evicted', () => {
    const cache = cacheOf();
    cache.evict(['article:1']);
    keep(cache, '/a', ['article:1']);
    expect(cache.find('/a')).toBeDefined();
  });

  it('is not kept when one of its tags was evicted since it was begun', () => {
    const cache = cacheOf();
    const flight = cache.begin('/a');
    cache.evict(['article:1']);
    flight.keep(answerOf('old'), [tagOf('article:1')], '/route');
    expect(cache.find('/a')).toBeUndefined();
  });

  it('is not kept when it was begun before the cache was turned off and on again', () => {
    const cache = cacheOf();
    const flight = cache.begin('/a');
    cache.turnOff();
    cache.turnOn();
    flight.keep(answerOf('old'), [tagOf('article:1')], '/route');
    expect(cache.find('/a')).toBeUndefined();
  });

  it('goes with all others when something changes that is part of every answer', () => {
    const cache = cacheOf();
    keep(cache, '/a', ['article:1']);
    const flight = cache.begin('/b');
    cache.evict(['site']);
    flight.keep(answerOf('old'), [], '/route');
    expect(cache.find('/a')).toBeUndefined();
    expect(cache.find('/b')).toBeUndefined();
  });

  it('goes when more tags were evicted since than can be remembered', () => {
    const cache = cacheOf();
    keep(cache, '/old', ['article:1']);
    cache.evict(['article:2']);
    cache.evict(Array.from({ length: 60_000 }, (_, index) => `article:x${index}`));
    keep(cache, '/new', ['article:1']);
    expect(cache.find('/old')).toBeUndefined();
    expect(cache.find('/new')).toBeDefined();
  });

  it('has the headers of every answer, its own winning', () => {
    const cache = cacheOf();
    keep(cache, '/a', []);
    expect(cache.find('/a')?.representation('identity')?.headers).toEqual([
      'x-always',
      'yes',
      'content-length',
      '2',
      'surrogate-key',
      'all',
      'cache-control',
      'max-age=100',
    ]);
  });

  it('is compressed once for all who ask at a time', async () => {
    const cache = cacheOf();
    keep(cache, '/a', [], 'text '.repeat(1_000));
    const answer = cache.find('/a');
    const [one, other] = await Promise.all([answer?.make('gzip'), answer?.make('gzip')]);
    expect(one).toBe(other);
    expect(answer?.representation('gzip')).toBe(one);
  });
});

describe('the memory of a cache', () => {
  it('is bounded in bytes: what was not asked for longest goes first', () => {
    const cache = cacheOf(100_000);
    for (let index = 0; index < 30; index += 1) {
      keep(cache, `/${index}`, [], 'x'.repeat(5_000));
      cache.find('/0');
    }
    expect(cache.find('/0')).toBeDefined();
    expect(cache.find('/1')).toBeUndefined();
    expect(cache.find('/29')).toBeDefined();
  });

  it('counts other representations of an answer', async () => {
    const cache = cacheOf(100_000);
    const random = Array.from({ length: 9_000 }, () => Math.random().toString(36).charAt(3)).join('');
    for (let index = 0; index < 8; index += 1) {
      keep(cache, `/${index}`, [], random);
      const answer = cache.find(`/${index}`);
      await answer?.make('br');
      if (answer) cache.grown(`/${index}`, answer);
    }
    expect(cache.find('/0')).toBeUndefined();
    expect(cache.find('/7')).toBeDefined();
  });

  it('is not spent on one huge answer', () => {
    const cache = cacheOf(100_000);
    keep(cache, '/small', []);
    keep(cache, '/huge', [], 'x'.repeat(50_000));
    expect(cache.find('/huge')).toBeUndefined();
    expect(cache.find('/small')).toBeDefined();
  });
});

describe('a flight', () => {
  /** What becomes of one who asks while another makes the answer. */
  const waiting = (cache: ResponseCache, key: string): unknown[] => {
    const found: unknown[] = [];
    cache.findOrBegin(key, (one) => found.push(one));
    return found;
  };

  it('gives its answer to those who wait for it', () => {
    const cache = cacheOf();
    const kept = cache.begin('/a');
    const found = waiting(cache, '/a');
    expect(found).toEqual([]);
    kept.keep(answerOf('a'), [], '/route');
    kept.end();
    expect(found).toEqual([cache.find('/a')]);
  });

  it('lets those who wait make their own, each alone, when nothing was kept', () => {
    const cache = cacheOf();
    const failed = cache.begin('/b');
    const found = [waiting(cache, '/b'), waiting(cache, '/b')];
    failed.end();
    expect(found).toEqual([[null], [null]]);
    expect(waiting(cache, '/b')).toEqual([expect.any(OwnFlight)]);
  });

  it('is followed by another when its answer was untrue by the time it was made', () => {
    const cache = cacheOf();
    const first = cache.begin('/a');
    const found = [waiting(cache, '/a'), waiting(cache, '/a')];
    cache.evict(['article:1']);
    first.keep(answerOf('old'), [tagOf('article:1')], '/route');
    expect(found).toEqual([[expect.any(OwnFlight)], []]);
  });

  it('keeps nothing once it is over', () => {
    const cache = cacheOf();
    const flight = cache.begin('/a');
    flight.end();
    flight.keep(answerOf('late'), [], '/route');
    expect(cache.find('/a')).toBeUndefined();
  });
});

describe('what the clock does', () => {
  it('evicts at its time, and once more when its time is past for certain', async () => {
    const cache = cacheOf();
    const sent = performance.now() - 20;
    cache.schedule.add({ turns: [{ inMs: 40, tags: ['article:1'] }], sent, received: sent + 20 });
    keep(cache, '/before', ['article:1']);
    keep(cache, '/other', ['article:2']);
    await expect.poll(() => cache.find('/before'), { interval: 1 }).toBeUndefined();
    keep(cache, '/between', ['article:1']);
    await expect.poll(() => cache.find('/between'), { interval: 1 }).toBeUndefined();
    expect(cache.find('/other')).toBeDefined();
    keep(cache, '/after', ['article:1']);
    expect(cache.find('/after')).toBeDefined();
    // For clocks that are not quite right.
    await expect.poll(() => cache.find('/after'), { timeout: 4_000 }).toBeUndefined();
  });

  it('shortens the time that others may keep an answer', () => {
    const cache = cacheOf();
    const flight = cache.begin('/a');
    expect(flight.terms([tagOf('article:1')])).toEqual(terms(null));
    flight.keep(answerOf('a'), [tagOf('article:1')], '/route');
    const answer = cache.find('/a');
    expect(answer && cache.termsOf(answer)).toBeNull();
    cache.schedule.add({ turns: [{ inMs: 50_500, tags: ['article:1'] }], ...now() });
    expect(answer && cache.termsOf(answer)).toEqual(terms(50));
    expect(cache.begin('/b').terms([tagOf('article:1')])).toEqual(terms(50));
    expect(cache.begin('/c').terms([tagOf('article:2')])).toEqual(terms(null));
  });

  it('is forgotten when it is called off, and not told of beyond what is known', () => {
    const cache = cacheOf();
    const tags = [tagOf('article:1')];
    cache.schedule.add({ turns: [{ inMs: 50_500, tags: ['article:1'] }], ...now() });
    cache.schedule.replace([], Number.POSITIVE_INFINITY);
    expect(cache.begin('/a').terms(tags)).toEqual(terms(null));
    cache.schedule.replace([], performance.now() + 30_500);
    expect(cache.begin('/b').terms(tags)).toEqual(terms(30));
  });

  it('is not known while the cache is off, so nothing is said of it', () => {
    const cache = cacheOf();
    const flight = cache.begin('/a');
    cache.turnOff();
    expect(flight.terms([])).toEqual({});
    cache.turnOn();
    expect(flight.terms([])).toEqual({});
  });

  it('evicts at once what is past already', () => {
    const cache = cacheOf();
    keep(cache, '/a', ['article:1']);
    cache.schedule.add({ turns: [{ inMs: -5, tags: ['article:1'] }], ...now() });
    expect(cache.find('/a')).toBeUndefined();
  });
});
