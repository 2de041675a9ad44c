import { DomainError, invalidParameter } from '../api/errors.js';
import type { ErrorCode } from '../http/error-codes.js';

const REUSED = 'The Idempotency-Key came with another request before.';
const IN_USE = 'A request with this Idempotency-Key is still being answered.';

export const writeErrorCodes: readonly ErrorCode[] = [
  {
    code: 'VERSION_REQUIRED',
    status: 428,
    title: 'Version required',
    meaning: 'The change must say by If-Match which version it is based on.',
  },
  {
    code: 'VERSION_MISMATCH',
    status: 412,
    title: 'Another version',
    meaning: 'Somebody has changed it since; `version` is the current one.',
  },
  {
    code: 'SLUG_TAKEN',
    status: 409,
    title: 'Slug taken',
    meaning: 'Another one has this slug, or had it before. A former slug is never given to another.',
  },
  { code: 'IDEMPOTENCY_KEY_REUSED', status: 422, title: 'Key reused', meaning: REUSED },
  { code: 'IDEMPOTENCY_KEY_IN_USE', status: 409, title: 'Key in use', meaning: IN_USE },
];

export const keyReused = (): DomainError => new DomainError('IDEMPOTENCY_KEY_REUSED', 422, REUSED);

export const keyInUse = (): DomainError =>
  new DomainError('IDEMPOTENCY_KEY_IN_USE', 409, IN_USE, { headers: { 'Retry-After': '1' } });

export const versionRequired = (): DomainError =>
  new DomainError('VERSION_REQUIRED', 428, 'If-Match must say which version the change is based on.');

/** @param version the current one */
export const versionMismatch = (version: number): DomainError =>
  new DomainError('VERSION_MISMATCH', 412, `Somebody has changed it since: it is version ${version} now.`, {
    extra: { version },
  });

export const badIdempotencyKey = (): DomainError =>
  invalidParameter('Idempotency-Key', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
