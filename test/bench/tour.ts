import type { Sample } from './data/sample.js';
import { COMMENT } from './requests.js';

/** Where the tour goes, and with what right. */
export interface TourGoal {
  readonly url: string;
  readonly key: string;
  readonly sample: Sample;
}

interface Answer {
  readonly id: string;
  readonly slug: string;
  readonly version: number;
  /** Of what is sent with a comment. */
  readonly comment: { readonly id: string };
}

const SORTS = ['-publishedAt', 'publishedAt', '-updatedAt', '-commentCount', '-shareCount'];
const COMMENT_SORTS = ['newest', 'oldest', 'best', 'controversial'];
const BODY = {
  html: '<p>Something has happened, and more of it is expected to happen in the next days.</p>',
};

/** Does once what readers and editors do, so that every index has had its chance. */
export async function takeTour(goal: TourGoal): Promise<void> {
  const tour = new Tour(goal);
  await tour.read();
  await tour.talk();
  await tour.writeStories();
  await tour.tidyUp();
}

class Tour {
  constructor(private readonly goal: TourGoal) {}

  async read(): Promise<void> {
    const [slug] = this.goal.sample.slugs;
    const story = await this.#send('GET', `/v1/articles/${slug}`);
    const filters = ['section=asia', 'tag=tag-7', 'author=author-7', 'q=minister', `ids=${story.id}`];
    for (const filter of filters) await this.#send('GET', `/v1/articles?${filter}&count=true`);
    for (const sort of SORTS) await this.#send('GET', `/v1/articles?sort=${sort}`);
    const lists = ['authors', 'tags', 'media', 'api-keys'].map((name) => `/v1/${name}`);
    const pages = ['sections/asia', 'authors/author-7', 'tags/tag-7'].map((name) => `/v1/${name}/page`);
    const around = [
      `/v1/articles/${slug}/related`,
      `/v1/articles/${slug}/share`,
      `/v1/counts?ids=${story.id}`,
    ];
    const documents = ['/feeds/latest', '/feeds/tags/tag-7', '/sitemap.xml', '/sitemap-news.xml'];
    for (const path of [...lists, ...pages, ...around, ...documents]) await this.#send('GET', path);
    const address = encodeURIComponent(`https://site.example/asia/${slug}`);
    await this.#send('GET', `/v1/resolve?url=${address}`);
  }

  async talk(): Promise<void> {
    const path = `/v1/articles/${this.goal.sample.slugs[1]}/comments`;
    const { comment } = await this.#send('POST', path, COMMENT);
    const { id } = comment;
    await this.#send('POST', path, { ...COMMENT, parentId: id });
    for (const sort of COMMENT_SORTS) await this.#send('GET', `${path}?sort=${sort}`);
    await this.#send('GET', `${path}?parent=${id}`);
    await this.#send('GET', `${path}?around=${id}`);
    await this.#send('GET', `/feeds/articles/${this.goal.sample.slugs[1]}/comments.rss`);
  }

  /** A draft, its preview, its publication, an edit, a correction, and the end of it. */
  async writeStories(): Promise<void> {
    const words = {
      headline: 'A tour of the house',
      section: 'asia',
      tags: ['tag-7'],
      authors: ['author-7'],
    };
    const story = await this.#send('POST', '/v1/articles', { ...words, body: BODY });
    const path = `/v1/articles/${story.id}`;
    await this.#send('POST', `${path}/preview-tokens`, {});
    await this.#send('GET', `${path}/preview-tokens`);
    await this.#step('POST', path, '/publish', {});
    await this.#step('PATCH', path, '', { headline: 'A longer tour of the house', featured: true });
    await this.#send('GET', `${path}/revisions`);
    await this.#step('POST', path, '/publish', {});
    await this.#step('POST', path, '/corrections', { kind: 'correction', text: 'It was shorter.' });
    await this.#step('POST', path, '/unpublish', {});
    await this.#step('DELETE', path, '');
  }

  /** What moves many stories: a section, an author and a tag change their names or go. */
  async tidyUp(): Promise<void> {
    await this.#step('PATCH', '/v1/sections/film', '', { name: 'Films' });
    await this.#step('PATCH', '/v1/authors/author-9', '', { name: 'Author Nine' });
    await this.#step('POST', '/v1/tags/tag-9', '/merge', { into: 'tag-10' });
    const section = await this.#send('POST', '/v1/sections', { name: 'Tours' });
    await this.#step('DELETE', `/v1/sections/${section.slug}`, '');
  }

  /** A write to what is there, based on its newest version. */
  async #step(method: string, path: string, below: string, body?: unknown): Promise<void> {
    const { version } = await this.#send('GET', path);
    await this.#send(method, `${path}${below}`, body, version);
  }

  async #send(method: string, path: string, body?: unknown, version?: number): Promise<Answer> {
    const response = await fetch(`${this.goal.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.goal.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"v${version}"` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return (json ? JSON.parse(text) : {}) as Answer;
  }
}
