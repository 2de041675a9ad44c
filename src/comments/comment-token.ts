import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A new key to one comment, for whoever wrote it. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is kept of it: SHA-256, enough for a text of 256 random bits. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
