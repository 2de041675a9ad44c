import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { customAlphabet } from 'nanoid';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX = 'bsk_';
const SECRET_LENGTH = 40;
const CHECKSUM_LENGTH = 6;
const SHOWN_LENGTH = 12;

const secret = customAlphabet(BASE62, SECRET_LENGTH);
const FORM = new RegExp(`^${PREFIX}([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/**
 * A new key: `bsk_`, 40 letters and digits of chance (238 bits), and six that are their CRC-32 in base 62. The prefix
 * and the checksum are what scanners for leaked secrets know a real key by.
 */
export function newApiKey(): string {
  const chance = secret();
  return `${PREFIX}${chance}${checksum(chance)}`;
}

/** Whether a text can be a key at all. One that cannot is refused without a look into the database. */
export function isApiKey(text: string): boolean {
  const [, chance, sum] = FORM.exec(text) ?? [];
  return chance !== undefined && checksum(chance) === sum;
}

/** What is kept of a key, to know it again. */
export const apiKeyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** The beginning of a key, which gives nothing of it away that could be used. */
export const shownPrefix = (key: string): string => key.slice(0, SHOWN_LENGTH);

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = `${BASE62[rest % BASE62.length]}${digits}`;
    rest = Math.floor(rest / BASE62.length);
  }
  return digits;
}
