import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { invalidParameter } from '../platform/api/errors.js';
import type { Viewer } from '../platform/api/viewer.js';
import { int, oneOf, type QueryValues, readQuery } from '../platform/http/query.js';
import { entityTagOf, sendPicture } from './picture-answer.js';
import { FORMATS, formatFor, MEDIA_TYPES } from './picture-format.js';
import { PicturesQuery, type StoredPicture } from './pictures.query.js';
import { PicturesService } from './pictures.service.js';
import { FITS, type Frame, HEIGHTS, renditionOf, WIDTHS } from './rendition.js';

const PARAMETERS = {
  w: oneOf({ description: 'Width in pixels.', values: WIDTHS.map(String) }).optional(),
  h: oneOf({ description: 'Height in pixels.', values: HEIGHTS.map(String) }).optional(),
  fit: oneOf({
    description:
      'How it fits where width and height have another shape: `cover` cuts off what is too much and keeps the focal point, `contain` adds edges, `inside` makes one side shorter. `cover` when absent. Goes with `w` and `h`.',
    values: FITS,
  }).optional(),
  format: oneOf({
    description: 'Its format; what `Accept` names first of AVIF and WebP when absent. Goes with `w` or `h`.',
    values: FORMATS,
  }).optional(),
  v: int({
    description: "The picture's version, as its addresses have it: then every cache may keep it for good.",
    min: 1,
    max: 2_147_483_647,
  }).optional(),
} as const;

/** A year: what an address with the version leads to stays the same. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_A_WHILE = 'public, max-age=300';
const PRIVATE = 'private, no-cache';

@ApiTags('Media')
@Controller('media')
export class PicturesController {
  constructor(
    private readonly query: PicturesQuery,
    private readonly pictures: PicturesService,
  ) {}

  @DocumentRoute(':id', {
    needs: 'anyone',
    summary: 'An uploaded picture, or a rendition of it',
    about:
      'Without width and height it is the stored file. A rendition is never larger than the picture. A picture that nothing uses which the caller may see is 404 but to callers with content:write.',
    params: { id: 'Id of the picture.' },
    query: PARAMETERS,
    mediaTypes: Object.values(MEDIA_TYPES),
    errors: ['IMAGE_NOT_FOUND', 'MEDIA_BUSY'],
  })
  async picture(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() raw: unknown,
  ): Promise<void> {
    const asked = readQuery(raw, PARAMETERS);
    const frame = frameOf(asked);
    const picture = await this.query.stored(id, viewer);
    const cacheControl = cacheControlOf(picture, asked);
    return frame
      ? this.sendRendition(request, reply, { picture, frame, format: asked.format, cacheControl })
      : this.sendMaster(request, reply, { picture, cacheControl });
  }

  private async sendRendition(
    request: FastifyRequest,
    reply: FastifyReply,
    { picture, frame, format, cacheControl }: Asked & { frame: Frame; format: Asking['format'] },
  ): Promise<void> {
    const chosen = format ?? formatFor(request.headers.accept, picture.mediaType);
    const rendition = renditionOf(picture, frame, picture.focus);
    const content = await this.pictures.rendition(picture, rendition, chosen);
    return sendPicture(request, reply, {
      mediaType: MEDIA_TYPES[chosen],
      bytes: content.length,
      entityTag: entityTagOf(content),
      cacheControl,
      isNegotiated: format === undefined,
      content: () => Promise.resolve(content),
    });
  }

  private sendMaster(
    request: FastifyRequest,
    reply: FastifyReply,
    { picture, cacheControl }: Asked,
  ): Promise<void> {
    return sendPicture(request, reply, {
      mediaType: picture.mediaType,
      bytes: picture.byteSize,
      entityTag: picture.contentHash,
      cacheControl,
      isNegotiated: false,
      content: async () => (await this.pictures.master(picture)).content,
    });
  }
}

type Asking = QueryValues<typeof PARAMETERS>;

interface Asked {
  readonly picture: StoredPicture;
  readonly cacheControl: string;
}

/** Null for the picture as it is. @throws DomainError INVALID_PARAMETER for what says nothing without a size */
function frameOf({ w, h, fit, format }: Asking): Frame | null {
  if (fit !== undefined && (w === undefined || h === undefined)) {
    throw invalidParameter('fit', 'fit goes with w and h.');
  }
  if (w === undefined && h === undefined) {
    if (format !== undefined) throw invalidParameter('format', 'format goes with w or h.');
    return null;
  }
  return {
    width: w === undefined ? null : Number(w),
    height: h === undefined ? null : Number(h),
    fit: fit ?? 'cover',
  };
}

/** Only a crop depends on what may change of a picture: everything else is right under any version. */
function cacheControlOf({ isPublic, version }: StoredPicture, { v, w, h, fit = 'cover' }: Asking): string {
  if (!isPublic) return PRIVATE;
  const isCrop = w !== undefined && h !== undefined && fit === 'cover';
  const isSettled = v !== undefined && (v === version || !isCrop);
  return isSettled ? FOR_EVER : FOR_A_WHILE;
}
