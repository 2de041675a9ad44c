import { expect, it } from 'vitest';
import { GraphQLDateTime, normalDateTime } from './scalars.js';

it.each([
  ['2020-07-01T10:00:00Z', '2020-07-01T10:00:00.000Z'],
  ['2020-07-01t10:00:00.5z', '2020-07-01T10:00:00.500Z'],
  ['2020-07-01T10:00:00.123999Z', '2020-07-01T10:00:00.123Z'],
  ['2020-01-01T00:30:00+01:00', '2019-12-31T23:30:00.000Z'],
  ['2020-02-29T23:59:59-00:00', '2020-02-29T23:59:59.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
])('reads %s as %s', (text, normal) => {
  expect(normalDateTime(text)).toBe(normal);
});

it.each([
  '',
  '2020-07-01',
  '2020-07-01T10:00:00',
  '2020-07-01 10:00:00Z',
  '2020-07-01T10:00Z',
  '2020-07-01T24:00:00Z',
  '2020-06-30T23:59:60Z',
  '2021-02-29T00:00:00Z',
  '2020-13-01T00:00:00Z',
  '2020-07-01T10:00:00.Z',
  '2020-07-01T10:00:00+24:00',
  '2020-07-01T10:00:00+0200',
  '2020-07-01T10:00:00Z\n',
  '0000-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
])('refuses %j', (text) => {
  expect(normalDateTime(text)).toBeNull();
  expect(() => GraphQLDateTime.parseValue(text)).toThrow(
    expect.objectContaining({ extensions: { code: 'INVALID_PARAMETER' } }),
  );
});

it('leaves as the text it is, and as nothing else', () => {
  expect(GraphQLDateTime.serialize('2020-07-01T10:00:00.000Z')).toBe('2020-07-01T10:00:00.000Z');
  expect(() => GraphQLDateTime.serialize(new Date())).toThrow(TypeError);
});
