import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Moved } from '../api/errors.js';
import { originForm, pathOf } from './target.js';

/** How long a redirect may be kept, in seconds: a name can be taken back. */
const KEPT = 60;

/** Sends a caller who came with an old name to the same path with the current one; sub-path and query stay. */
export function sendMoved(request: FastifyRequest, reply: FastifyReply, moved: Moved): void {
  const scope = request.headers.authorization === undefined ? 'public' : 'private';
  void reply
    .code(301)
    .headers({ location: newTarget(request, moved), 'cache-control': `${scope}, max-age=${KEPT}` })
    .send();
}

/** Only the path parameter that holds the old name changes, not a word of the path that happens to be the same. */
function newTarget({ url, params, routeOptions }: FastifyRequest, { from, to }: Moved): string {
  const path = pathOf(url);
  const pattern = (routeOptions.url ?? '').split('/');
  const place = pattern.findIndex(
    (part) => part.startsWith(':') && (params as Record<string, string>)[part.slice(1)] === from,
  );
  const segments = path.split('/').map((part, index) => (index === place ? encodeURIComponent(to) : part));
  return segments.join('/') + originForm(url).slice(path.length);
}
