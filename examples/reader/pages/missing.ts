import type { Resolution } from '../api/answers.js';
import { Problem } from '../api/problem.js';
import { type Answer, redirect } from '../http/answer.js';
import type { ReaderRequest } from '../http/request.js';
import { html } from '../html.js';
import { pathOf } from '../parts/address.js';
import { apiPath, pageAnswer, type Reader } from './page.js';
import { readSite } from './site.js';
import { storyPage } from './story.js';

/** What the API knows of an address, former ones among them; null for nothing. */
async function resolutionOf({ api }: Reader, address: string): Promise<Resolution | null> {
  try {
    return (await api.get<Resolution>(apiPath('/v1/resolve', { url: address }))).body;
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}

/**
 * Answers a request for which there is no page by its path alone: with a redirect where the address has changed, with
 * the story where its address has a form of its own, or else with 404 or 410.
 */
export async function missingPage(reader: Reader, request: ReaderRequest): Promise<Answer> {
  const { path, query } = request;
  const found =
    (query.size > 0 ? await resolutionOf(reader, `${path}?${query.toString()}`) : null) ??
    (await resolutionOf(reader, path));
  if (found?.status === 'gone') return gonePage(reader, found.slug);
  const canonical = found?.canonical ? pathOf(found.canonical) : path;
  if (canonical !== path) return redirect(301, canonical);
  if (found?.kind === 'article' && found.slug) return storyPage(reader, request, found.slug);
  return noticePage(reader, 404);
}

/** 410 for a story that was withdrawn, with the reason that the newsroom gives. */
async function gonePage(reader: Reader, slug: string | null): Promise<Answer> {
  try {
    await reader.api.get(`/v1/articles/${slug}`);
  } catch (error) {
    if (error instanceof Problem && error.status === 410) return noticePage(reader, 410, error.more.notice);
    throw error;
  }
  return noticePage(reader, 404);
}

/** A page that says why there is no other. */
export async function noticePage(
  reader: Reader,
  status: 404 | 410,
  notice: string | null = null,
): Promise<Answer> {
  const site = await readSite(reader);
  const { labels } = site;
  const title = status === 410 ? labels.gone : labels.notFound;
  const main = html`<div class="notice-page">
    <p class="status">${status}</p>
    <h1>${title}</h1>
    ${notice && html`<p class="dek">${notice}</p>`}
    <p><a href="/">${labels.home}</a> · <a href="/search">${labels.search}</a></p>
  </div>`;
  const head = html`<meta name="robots" content="noindex" />`;
  return pageAnswer(reader, { status, site, title: `${title} – ${site.name}`, head, main });
}
