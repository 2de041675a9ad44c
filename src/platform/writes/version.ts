import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalidParameter } from '../api/errors.js';
import { callOf } from '../api/call.js';
import { versionMismatch, versionRequired } from './write.errors.js';

/** The versions that a change may be based on; `any` of `If-Match: *`. */
export type BasedOn = readonly number[] | 'any';

const TAG = /^(?:W\/)?"v(\d{1,9})(?:-(?:gz|br))?"$/;

/**
 * The versions of an `If-Match` header (RFC 9110, section 13.1.1). Compared by version alone: encodings and weakness
 * make no difference.
 * @throws DomainError VERSION_REQUIRED without the header, INVALID_PARAMETER for what is no version
 */
export function readIfMatch(header: string | undefined): BasedOn {
  const text = header?.trim() ?? '';
  if (text === '') throw versionRequired();
  if (text === '*') return 'any';
  return text.split(',').map((tag) => {
    const [, version] = TAG.exec(tag.trim()) ?? [];
    if (version === undefined) {
      throw invalidParameter('If-Match', 'If-Match must be a version as ETag gives it, such as "v3".');
    }
    return Number(version);
  });
}

/** What `If-Match` says, in a controller. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): BasedOn => {
  const header = callOf(context).request?.headers['if-match'];
  return readIfMatch(header);
});

/** @throws DomainError VERSION_MISMATCH */
export function checkVersion(current: number, basedOn: BasedOn): void {
  if (basedOn !== 'any' && !basedOn.includes(current)) throw versionMismatch(current);
}

/** The `ETag` of a version, as writers get it. */
export const versionTag = (version: number): string => `"v${version}"`;
