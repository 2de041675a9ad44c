import { Controller, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../platform/api/errors.js';
import { sendPage } from '../platform/http/page.js';
import { prefersHtml } from '../platform/http/prefers-html.js';
import { DocsAssets } from './docs-assets.js';
import { DocsPagesService } from './docs-pages.service.js';
import { PageRoute } from './page-route.js';

/** The documentation, for people. What networks add to links is not looked at. */
@Controller('docs')
export class DocsController {
  constructor(
    private readonly pages: DocsPagesService,
    private readonly assets: DocsAssets,
  ) {}

  @PageRoute('')
  async landing(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return sendPage(request, reply, await this.pages.landing());
  }

  @PageRoute('reference')
  async reference(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return sendPage(request, reply, await this.pages.reference());
  }

  @PageRoute('assets/:file')
  async asset(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('file') name: string,
  ): Promise<void> {
    const file = await this.assets.find(name);
    if (!file) throw notFound();
    return file.send(request, reply);
  }

  /** A wildcard, since a parameter never matches the nothing after `/docs/`. */
  @PageRoute('/*')
  async guide(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('*') name: string,
  ): Promise<void> {
    // Relative links would lead astray from addresses with a slash at the end.
    const bare = name.replace(/\/$/, '');
    if (name === '') return sendOn(reply, '../docs');
    if (bare !== name && (bare === 'reference' || (await this.pages.guide(bare)))) {
      return sendOn(reply, `../${bare}`);
    }
    const page = await this.pages.guide(name);
    if (page) return sendPage(request, reply, page);
    if (name.includes('/') || !prefersHtml(request.headers.accept)) throw notFound();
    return sendPage(request, reply, await this.pages.missing());
  }
}

function sendOn(reply: FastifyReply, location: string): void {
  void reply.code(301).headers({ location, 'cache-control': 'public, max-age=60' }).send();
}
