import { Controller, Inject, Param, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, cacheControlFor } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { sendAnswer } from '../platform/http/answer.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { ImageChanges, UploadForm } from './image.inputs.js';
import { MediaImage, MediaImageList } from './image.view.js';
import { MediaQuery } from './media.query.js';
import { MediaService } from './media.service.js';
import { type Upload, UploadInterceptor } from './upload.interceptor.js';

const ONE = { fields: fieldsParameter };
const ID = { id: 'Id of the picture.' };

@ApiTags('Media')
@Controller('v1/media')
export class MediaController {
  constructor(
    private readonly query: MediaQuery,
    private readonly service: MediaService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'content:write',
    summary: 'Pictures, newest first',
    about: 'Those that were uploaded, and those by reference.',
    query: listParameters,
    view: MediaImageList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const answer = await this.query.list({ first: limit, after, sizeName: 'limit' }, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':id', {
    needs: 'content:write',
    summary: 'A picture',
    params: ID,
    query: ONE,
    view: MediaImage,
    errors: ['IMAGE_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.query.one(id, fields);
    return sendAnswer(request, reply, {
      json: answer.json,
      lastModified: answer.updated,
      cacheControl: cacheControlFor(viewer),
      vary: ['Authorization'],
      entityTag: `v${answer.version}`,
    });
  }

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Upload a picture',
    about:
      'What the file is, its content says and not its name. It is written anew: upright, in sRGB, and without where it was taken or anything else that is not the picture. The whole request has to arrive within two minutes.',
    body: UploadForm,
    view: MediaImage,
    errors: ['UNSUPPORTED_MEDIA', 'TOO_MANY_PIXELS', 'BROKEN_IMAGE', 'MEDIA_BUSY'],
  })
  @ApiConsumes('multipart/form-data')
  @UseInterceptors(UploadInterceptor)
  async upload(
    @Req() { body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<MediaImage> {
    readQuery(query, {});
    const { id, picture, words } = body as Upload;
    const { version } = await this.service.add(id, picture, { words, now: new Date() });
    void reply.headers({ location: `${this.addresses.api}/v1/media/${id}`, etag: versionTag(version) });
    return this.query.whole(id);
  }

  @PatchRoute(':id', {
    needs: 'content:write',
    summary: 'Change what is said of a picture',
    about: 'Bodies keep the words that they were saved with.',
    params: ID,
    body: ImageChanges,
    view: MediaImage,
    versioned: true,
    errors: ['IMAGE_NOT_FOUND'],
  })
  async change(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() input: ImageChanges,
  ): Promise<MediaImage> {
    readQuery(query, {});
    const { version } = await this.service.change(id, input, { basedOn, now: new Date() });
    void reply.header('etag', versionTag(version));
    return this.query.whole(id);
  }

  @DeleteRoute(':id', {
    needs: 'content:write',
    summary: 'Remove a picture',
    about: 'Only one that no revision of a story, no author and no sponsor slot uses.',
    params: ID,
    versioned: true,
    errors: ['IMAGE_NOT_FOUND', 'IMAGE_IN_USE'],
  })
  async remove(@Param('id') id: string, @IfMatch() basedOn: BasedOn, @Query() query: unknown): Promise<void> {
    readQuery(query, {});
    await this.service.remove(id, basedOn);
  }
}
