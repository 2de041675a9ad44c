import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyRing } from '../../config/parsers.js';
import { keyOfDataDir } from './key-file.js';
import { type Key, KeyRing, type Purpose } from './key-ring.js';

const key = (id: string, fill: number): Key => ({ id, secret: Buffer.alloc(32, fill) });
const PURPOSES: Purpose[] = ['comment-email', 'comment-address', 'comment-avatar'];

describe('a key ring', () => {
  const ring = new KeyRing([key('1', 1)]);

  it.each(['', 'ada@example.com', 'ä日本😀', 'x'.repeat(100_000), '\0'])(
    'gives back what it encrypted',
    (text) => {
      for (const purpose of PURPOSES) expect(ring.decrypt(purpose, ring.encrypt(purpose, text))).toBe(text);
    },
  );

  it('never encrypts the same text twice to the same bytes, and shows nothing of it', () => {
    const sealed = Array.from({ length: 100 }, () => ring.encrypt('comment-email', 'ada@example.com'));
    expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(100);
    for (const bytes of sealed) expect(bytes.includes('example')).toBe(false);
  });

  it('notices every changed byte', () => {
    const sealed = ring.encrypt('comment-email', 'ada@example.com');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((changed.readUInt8(index) ^ 1) & 0xff, index);
      expect(() => ring.decrypt('comment-email', changed), `byte ${index}`).toThrow();
    }
  });

  it('notices bytes that were cut off or added', () => {
    const sealed = ring.encrypt('comment-email', 'ada@example.com');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => ring.decrypt('comment-email', sealed.subarray(0, length)), `${length} bytes`).toThrow();
    }
    expect(() => ring.decrypt('comment-email', Buffer.concat([sealed, Buffer.from([0])]))).toThrow();
  });

  it('keeps purposes apart', () => {
    const sealed = ring.encrypt('comment-email', 'ada@example.com');
    expect(() => ring.decrypt('comment-address', sealed)).toThrow();
    const indexes = PURPOSES.map((purpose) => ring.index(purpose, 'ada@example.com').toString('hex'));
    expect(new Set(indexes).size).toBe(PURPOSES.length);
  });

  it('does not open what another key sealed, under the same id or another', () => {
    const sealed = ring.encrypt('comment-email', 'ada@example.com');
    expect(() => new KeyRing([key('1', 2)]).decrypt('comment-email', sealed)).toThrow();
    expect(() => new KeyRing([key('2', 1)]).decrypt('comment-email', sealed)).toThrow(
      'The key ring has no key 1',
    );
  });

  it('finds a text by the same index every time, and only with its key', () => {
    expect(ring.index('comment-email', 'a')).toEqual(new KeyRing([key('1', 1)]).index('comment-email', 'a'));
    expect(ring.index('comment-email', 'a')).not.toEqual(ring.index('comment-email', 'b'));
    expect(ring.index('comment-email', 'a')).not.toEqual(
      new KeyRing([key('1', 2)]).index('comment-email', 'a'),
    );
    expect(ring.index('comment-email', 'a')).toHaveLength(32);
  });

  it('needs a key, and each of them once', () => {
    expect(() => new KeyRing([])).toThrow('A key ring needs a key');
    expect(() => new KeyRing([key('1', 1), key('1', 2)])).toThrow('The key ring has two keys 1');
  });
});

describe('a new first key', () => {
  const before = new KeyRing([key('old', 1)]);
  const after = new KeyRing([key('new', 2), key('old', 1)]);

  it('encrypts, while the old one still decrypts', () => {
    expect(after.decrypt('comment-email', before.encrypt('comment-email', 'ada'))).toBe('ada');
    const sealed = after.encrypt('comment-email', 'ada');
    expect(sealed.subarray(1, 4).toString()).toBe('new');
    expect(() => before.decrypt('comment-email', sealed)).toThrow('The key ring has no key new');
  });

  it('changes neither the index nor the fingerprint', () => {
    expect(after.index('comment-email', 'ada')).toEqual(before.index('comment-email', 'ada'));
    expect(after.fingerprint).toBe(before.fingerprint);
    expect(new KeyRing([key('old', 2)]).fingerprint).not.toBe(before.fingerprint);
  });

  it('has a fingerprint that is not the key', () => {
    expect(before.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.alloc(32, 1).toString('hex')).not.toContain(before.fingerprint);
  });
});

describe('a secret of look-ups', () => {
  const secret = Buffer.alloc(32, 9);
  const before = new KeyRing([key('old', 1)], secret);
  const after = new KeyRing([key('new', 2)], secret);

  it('outlives every key: the index and the fingerprint follow from it alone', () => {
    expect(after.index('comment-email', 'ada')).toEqual(before.index('comment-email', 'ada'));
    expect(after.fingerprint).toBe(before.fingerprint);
    const keysAlone = new KeyRing([key('old', 1)]);
    expect(before.index('comment-email', 'ada')).not.toEqual(keysAlone.index('comment-email', 'ada'));
    expect(before.fingerprint).not.toBe(keysAlone.fingerprint);
  });

  it('is kept encrypted by the newest key', () => {
    const sealed = before.sealedLookUpSecret();
    expect(Buffer.from(before.decrypt('look-ups', sealed), 'base64')).toEqual(secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(sealed.subarray(0, before.mark.length)).toEqual(before.mark);
    expect(() => after.decrypt('look-ups', sealed)).toThrow('The key ring has no key old');
  });
});

describe('ENCRYPTION_KEY', () => {
  const encoded = (fill: number) => Buffer.alloc(32, fill).toString('base64');

  it('is one key or a ring of them', () => {
    expect(keyRing(encoded(1))).toEqual([key('1', 1)]);
    expect(keyRing(`b:${encoded(2)}, a:${encoded(1)}`)).toEqual([key('b', 2), key('a', 1)]);
  });

  it.each([
    'x',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    `:${encoded(1)}`,
    `a b:${encoded(1)}`,
    `a:${encoded(1)},a:${encoded(2)}`,
    ',',
  ])('is not %s', (value) => expect(() => keyRing(value)).toThrow(/^must /));
});

describe('the key of a data folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-key-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is made once, for its owner alone, and read from then on', async () => {
    const dataDir = join(folder, 'new', 'folder');
    const made = await keyOfDataDir(dataDir);
    expect(made.secret).toHaveLength(32);
    expect(await keyOfDataDir(dataDir)).toEqual(made);
    expect((await stat(join(dataDir, 'encryption-key'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for all who start at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const dataDir = join(folder, `race-${round}`);
      const keys = await Promise.all(Array.from({ length: 8 }, () => keyOfDataDir(dataDir)));
      expect(new Set(keys.map(({ secret }) => secret.toString('hex'))).size).toBe(1);
    }
  });

  it('is never replaced when it is broken', async () => {
    const path = join(folder, 'encryption-key');
    await writeFile(path, randomBytes(8).toString('base64'));
    const broken = await readFile(path, 'utf8');
    await expect(keyOfDataDir(folder)).rejects.toThrow(`${path} does not hold a key of 32 bytes`);
    expect(await readFile(path, 'utf8')).toBe(broken);
  });
});
