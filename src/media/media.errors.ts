import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const NOT_FOUND = 'There is no picture with this id.';
const IN_USE = 'A story, an author or a sponsor slot uses the picture.';
const UNSUPPORTED = 'The file is not a JPEG, PNG, GIF, WebP or AVIF picture, whatever its name says.';
const BROKEN = 'The picture is damaged or cut short.';
const BUSY = 'Too many pictures are being made just now; try again shortly.';

export const mediaErrorCodes: readonly ErrorCode[] = [
  { code: 'IMAGE_NOT_FOUND', status: 404, title: 'No such picture', meaning: NOT_FOUND },
  { code: 'IMAGE_IN_USE', status: 409, title: 'Picture in use', meaning: IN_USE },
  { code: 'UNSUPPORTED_MEDIA', status: 415, title: 'Not a picture of a known type', meaning: UNSUPPORTED },
  {
    code: 'TOO_MANY_PIXELS',
    status: 422,
    title: 'Too many pixels',
    meaning: 'The picture has more pixels, all its frames together, than MEDIA_MAX_PIXELS allows.',
  },
  { code: 'BROKEN_IMAGE', status: 422, title: 'Damaged picture', meaning: BROKEN },
  { code: 'MEDIA_BUSY', status: 503, title: 'Too much to do', meaning: BUSY },
];

export const imageNotFound = (): DomainError => new DomainError('IMAGE_NOT_FOUND', 404, NOT_FOUND);

export const imageInUse = (): DomainError => new DomainError('IMAGE_IN_USE', 409, IN_USE);

export const unsupportedMedia = (): DomainError => new DomainError('UNSUPPORTED_MEDIA', 415, UNSUPPORTED);

export const tooManyPixels = (megapixels: number): DomainError =>
  new DomainError('TOO_MANY_PIXELS', 422, `A picture may have ${megapixels} megapixels at most.`);

export const brokenImage = (): DomainError => new DomainError('BROKEN_IMAGE', 422, BROKEN);

export const mediaBusy = (): DomainError =>
  new DomainError('MEDIA_BUSY', 503, BUSY, { headers: { 'Retry-After': '2' } });
