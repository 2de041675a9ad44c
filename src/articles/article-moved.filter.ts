import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArticleMoved } from './article.errors.js';

/** Sends a caller who came with an old slug to the same path with the current one. */
@Catch(ArticleMoved)
export class ArticleMovedFilter implements ExceptionFilter {
  catch(moved: ArticleMoved, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url } = http.getRequest<FastifyRequest>();
    const [path = '', ...query] = url.split('?');
    const segments = path
      .split('/')
      .map((part) => (decodeURIComponent(part) === moved.from ? moved.to : part));
    const location = [segments.join('/'), ...query].join('?');
    void http
      .getResponse<FastifyReply>()
      .code(301)
      .headers({ location, 'cache-control': 'public, max-age=60' })
      .send();
  }
}
