import { parse } from 'fast-querystring';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { DomainError } from '../api/errors.js';
import {
  bool,
  describeQuery,
  instant,
  int,
  oneOf,
  paths,
  type QueryParameter,
  readQuery,
  text,
  uuids,
} from './query.js';

const ID = '0190a6a0-0000-7000-8000-00000000000a';

const spec = {
  limit: int({ description: 'Page size.', min: 1, max: 100, default: 20 }),
  after: text({ description: 'Cursor.', max: 10 }).optional(),
  'comments.sort': oneOf({ description: 'Order.', values: ['newest', 'oldest'], default: 'newest' }),
  count: bool({ description: 'Count too.', default: false }),
  since: instant({ description: 'Not before.' }).optional(),
  ids: uuids({ description: 'These.', max: 3 }).optional(),
  fields: paths({ description: 'Only these.', max: 3, itemMax: 5 }).optional(),
};

const read = (query: string) => readQuery(parse(query), spec);

function refusal(query: string): string {
  try {
    read(query);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.status).toBe(400);
    expect(error.errors).toEqual([
      { pointer: error.errors[0]?.pointer, code: error.code, detail: error.message },
    ]);
    return `${error.code} ${error.errors[0]?.pointer}`;
  }
  return 'read';
}

describe('readQuery', () => {
  it('gives defaults, and undefined for what is optional', () => {
    const values = read('');
    expect(values).toEqual({
      limit: 20,
      after: undefined,
      'comments.sort': 'newest',
      count: false,
      since: undefined,
      ids: undefined,
      fields: undefined,
    });
    expectTypeOf(values.limit).toEqualTypeOf<number>();
    expectTypeOf(values.after).toEqualTypeOf<string | undefined>();
    expectTypeOf(values['comments.sort']).toEqualTypeOf<'newest' | 'oldest'>();
    expectTypeOf(values.since).toEqualTypeOf<Date | undefined>();
    expectTypeOf(values.ids).toEqualTypeOf<readonly string[] | undefined>();
  });

  it('reads every kind', () => {
    const query = `limit=100&after=a%20b&comments.sort=oldest&count=true&ids=${ID.toUpperCase()},${ID}&fields=a,b.c`;
    expect(read(query)).toMatchObject({
      limit: 100,
      after: 'a b',
      'comments.sort': 'oldest',
      count: true,
      ids: [ID],
      fields: ['a', 'b.c'],
    });
  });

  it.each([
    ['limit=0', 'INVALID_PARAMETER limit'],
    ['limit=101', 'INVALID_PARAMETER limit'],
    ['limit=-1', 'INVALID_PARAMETER limit'],
    ['limit=1.5', 'INVALID_PARAMETER limit'],
    ['limit=1e1', 'INVALID_PARAMETER limit'],
    ['limit=', 'INVALID_PARAMETER limit'],
    ['limit=99999999999999999999', 'INVALID_PARAMETER limit'],
    ['limit=1&limit=1', 'INVALID_PARAMETER limit'],
    ['limt=1', 'UNKNOWN_PARAMETER limt'],
    ['toString=1', 'UNKNOWN_PARAMETER toString'],
    ['__proto__=1', 'UNKNOWN_PARAMETER __proto__'],
    ['limit[]=1', 'UNKNOWN_PARAMETER limit[]'],
    ['after=', 'INVALID_PARAMETER after'],
    ['after=12345678901', 'INVALID_PARAMETER after'],
    ['after=a%00b', 'INVALID_PARAMETER after'],
    ['comments.sort=best', 'INVALID_PARAMETER comments.sort'],
    ['count=1', 'INVALID_PARAMETER count'],
    ['count=TRUE', 'INVALID_PARAMETER count'],
    [`ids=${ID},${ID},${ID},${ID}`, 'INVALID_PARAMETER ids'],
    ['ids=1', 'INVALID_PARAMETER ids'],
    [`ids=${ID},`, 'INVALID_PARAMETER ids'],
    ['fields=a,,b', 'INVALID_PARAMETER fields'],
    ['fields=a,b,c,d', 'INVALID_PARAMETER fields'],
    ['fields=abcdef', 'INVALID_PARAMETER fields'],
    ['fields=a(b,c,d,e)', 'INVALID_PARAMETER fields'],
    ['fields=a(bc(d))', 'INVALID_PARAMETER fields'],
    ...['a(b', 'a)', 'a()', '(a)', 'a(b)c', 'a,(b)', 'a(b)(c)', 'a(,b)', '', ',a', 'a(b%00)'].map(
      (fields) => [`fields=${fields}`, 'INVALID_PARAMETER fields'],
    ),
  ])('refuses %s: %s', (query, expected) => {
    expect(refusal(query)).toBe(expected);
  });

  it('takes what paths begin with before the rest in brackets', () => {
    expect(read('fields=a(b,c),d').fields).toEqual(['a.b', 'a.c', 'd']);
    expect(read('fields=a(b(c)),a.b.c,a.b(c)').fields).toEqual(['a.b.c']);
    const deep = paths({ description: 'Deep.', max: 10, itemMax: 100_000 });
    const brackets = 'a('.repeat(4_000);
    expect(() => deep.read('deep', brackets)).toThrow(DomainError);
    expect(deep.read('deep', `a(b(c(d,e),f),g.h),i`)).toEqual(['a.b.c.d', 'a.b.c.e', 'a.b.f', 'a.g.h', 'i']);
  });

  it('refuses a lone surrogate', () => {
    expect(() => readQuery({ after: '\ud800' }, spec)).toThrow(DomainError);
  });

  it('names the known parameters beside an unknown one', () => {
    expect(() => read('x=1')).toThrow(
      'There is no parameter x; known are limit, after, comments.sort, count, since, ids, fields.',
    );
    expect(() => readQuery({ x: '1' }, {})).toThrow('There is no parameter x; this path takes none.');
  });

  it('asks for what is required', () => {
    const required = { q: text({ description: 'Words.', max: 10 }) };
    expect(() => readQuery({}, required)).toThrow('q is required.');
    expect(readQuery({ q: 'x' }, required).q).toBe('x');
  });
});

describe('an instant', () => {
  it.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01t12:00:00.123456z', '2026-03-01T12:00:00.123Z'],
    ['2026-03-01T12:00:00%2B02:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T12:00:00+02:00', '2026-03-01T10:00:00.000Z'],
    ['2024-02-29T00:00:00-01:30', '2024-02-29T01:30:00.000Z'],
  ])('reads %s', (raw, iso) => {
    expect(read(`since=${raw}`).since?.toISOString()).toBe(iso);
  });

  it.each([
    '2026-03-01',
    '2026-03-01T12:00:00',
    '2026-03-01 12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00%2B14:00',
    '1772366400',
    'now',
  ])('refuses %s', (raw) => {
    expect(refusal(`since=${raw}`)).toBe('INVALID_PARAMETER since');
  });
});

describe('describeQuery', () => {
  it('gives OpenAPI 3.1 parameters from the same specification', () => {
    const described = describeQuery(spec);
    expect(described.map(({ name }) => name)).toEqual(Object.keys(spec));
    expect(described[0]).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      description: 'Page size.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    });
    expect(described[5]).toEqual({
      name: 'ids',
      in: 'query',
      required: false,
      description: 'These.',
      schema: { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: 3 },
      style: 'form',
      explode: false,
    });
  });

  it('says what is required', () => {
    const q: QueryParameter<string> = text({ description: 'Words.', max: 10 });
    expect(describeQuery({ q })[0]).toMatchObject({
      required: true,
      schema: { minLength: 1, maxLength: 10 },
    });
  });
});
