import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const embedErrorCodes: readonly ErrorCode[] = [
  {
    code: 'OEMBED_FORMAT_UNKNOWN',
    status: 501,
    title: 'No such format',
    meaning: 'oEmbed is answered in JSON and XML, and in no other format.',
  },
];

/** 501, as the specification of oEmbed has it. */
export const oEmbedFormatUnknown = (_name: string, detail: string): DomainError =>
  new DomainError('OEMBED_FORMAT_UNKNOWN', 501, detail);
