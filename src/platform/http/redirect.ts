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

const PARAMETER = /:(\w+)/g;

const namesIn = (part: string): string[] => [...part.matchAll(PARAMETER)].map(([, name = '']) => name);

/** Only the path parameter that holds the old name changes, not a word of the path that happens to be the same. */
function newTarget({ url, params, routeOptions }: FastifyRequest, { from, to }: Moved): string {
  const path = pathOf(url);
  const values = params as Readonly<Record<string, string>>;
  const pattern = (routeOptions.url ?? '').split('/');
  const place = pattern.findIndex((part) => namesIn(part).some((name) => values[name] === from));
  const old = namesIn(pattern[place] ?? '').find((name) => values[name] === from);
  // A part may hold more than the name, such as the ending of a feed.
  const part = pattern[place]?.replace(PARAMETER, (_, name: string) =>
    encodeURIComponent(name === old ? to : (values[name] ?? '')),
  );
  const segments = path.split('/').map((segment, index) => (index === place ? part : segment));
  return segments.join('/') + originForm(url).slice(path.length);
}
