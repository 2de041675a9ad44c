import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Problem } from '../api/problem.js';
import { authorPage, sectionPage, tagPage } from '../pages/collection.js';
import { failurePage } from '../pages/failure.js';
import { frontPage } from '../pages/front.js';
import { missingPage, noticePage } from '../pages/missing.js';
import type { Page, Reader } from '../pages/page.js';
import { postComment } from '../pages/post-comment.js';
import { robotsTxt } from '../pages/robots.js';
import { searchPage } from '../pages/search.js';
import { storyPage } from '../pages/story.js';
import { type Answer, redirect, send } from './answer.js';
import { readForm, type ReaderRequest, readRequest } from './request.js';

const icon: Page = ({ assets }) => Promise.resolve(redirect(301, assets.urls.icon));

/** Pages by their path; the first that fits answers. A story is known by the last part of its path. */
const ROUTES: readonly (readonly [RegExp, Page])[] = [
  [/^\/$/, frontPage],
  [/^\/robots\.txt$/, robotsTxt],
  [/^\/favicon\.ico$/, icon],
  [/^\/search$/, searchPage],
  [/^\/author\/([^/]+)$/, authorPage],
  [/^\/tag\/([^/]+)$/, tagPage],
  [/^\/([^/]+)$/, sectionPage],
  [/^(?:\/[^/]+)+\/([^/]+)$/, storyPage],
];

/** WordPress' plain permalinks all have the path of the front page. */
const isPlainPermalink = ({ path, query }: ReaderRequest): boolean =>
  path === '/' && (query.has('p') || query.has('page_id'));

async function read(reader: Reader, request: ReaderRequest): Promise<Answer> {
  const route = ROUTES.find(([pattern]) => pattern.test(request.path));
  if (!route || isPlainPermalink(request)) return missingPage(reader, request);
  const [pattern, page] = route;
  try {
    return await page(reader, request, pattern.exec(request.path)?.[1] ?? '');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) return missingPage(reader, request);
    if (error.status === 410) return noticePage(reader, 410, error.more.notice);
    throw error;
  }
}

async function write(reader: Reader, request: ReaderRequest, message: IncomingMessage): Promise<Answer> {
  const values = await readForm(message);
  const name = /\/([^/]+)$/.exec(request.path)?.[1] ?? '';
  try {
    return await postComment(reader, request, name, values);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status === 404) return noticePage(reader, 404);
    if (problem.status === 410) return noticePage(reader, 410, problem.more.notice);
    // What was typed is sent along, so that nothing of it is lost.
    return failurePage(reader, problem, request.path, problem.status >= 500 ? values : undefined);
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  process.stderr.write(`reader: ${error instanceof Error ? error.stack : String(error)}\n`);
  return new Problem(500, 'Something went wrong on our side.');
}

async function answer(reader: Reader, message: IncomingMessage): Promise<Answer> {
  let path = '/';
  try {
    const request = readRequest(message);
    ({ path } = request);
    const asset = reader.assets.find(path);
    if (asset) return asset;
    if (request.method === 'POST') return await write(reader, request, message);
    if (request.method === 'GET' || request.method === 'HEAD') return await read(reader, request);
    const refused = failurePage(reader, new Problem(405, 'Method not allowed.'), path);
    return { ...refused, headers: { ...refused.headers, allow: 'GET, HEAD, POST' } };
  } catch (error) {
    return failurePage(reader, problemOf(error), path);
  }
}

/** The site as an HTTP server that is not listening yet. */
export function readerServer(reader: Reader): Server {
  const server = createServer((message, response) => {
    answer(reader, message)
      .then((ready) => send(message, response, ready))
      .catch((error: unknown) => {
        problemOf(error);
        response.destroy();
      });
  });
  server.requestTimeout = 30_000;
  return server;
}
