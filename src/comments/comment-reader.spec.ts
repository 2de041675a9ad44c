import { expect, it } from 'vitest';
import type { Viewer } from '../platform/api/viewer.js';
import { type Key, KeyRing } from '../platform/secrets/key-ring.js';
import { readerOf } from './comment-reader.js';

const ring = new KeyRing([{ id: '1', secret: Buffer.alloc(32, 1) }] satisfies Key[]);
const COMMENT = '01990000-0000-7000-8000-000000000001';
const OTHER = '01990000-0000-7000-8000-000000000002';

const reader = (key: string | null, address: string, comment = COMMENT): string => {
  const viewer: Viewer = { key, actor: 'anybody', scopes: new Set(), address };
  return readerOf(ring, comment, viewer).toString('hex');
};

it('tells readers apart by their account, and guests and programs by their address', () => {
  expect(reader('jwt:ada', '192.0.2.1')).toBe(reader('jwt:ada', '192.0.2.2'));
  expect(reader('jwt:ada', '192.0.2.1')).not.toBe(reader('jwt:grace', '192.0.2.1'));
  expect(reader(null, '192.0.2.1')).not.toBe(reader(null, '192.0.2.2'));
  expect(reader('key:1', '192.0.2.1')).toBe(reader(null, '192.0.2.1'));
});

it('is another value on every comment', () => {
  expect(reader('jwt:ada', '192.0.2.1')).not.toBe(reader('jwt:ada', '192.0.2.1', OTHER));
});
