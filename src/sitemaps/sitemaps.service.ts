import { Inject, Injectable } from '@nestjs/common';
import { notFound } from '../platform/api/errors.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { nameOfPart, partsOf, readPartName, type SitemapPart } from './sitemap-part.js';
import { type SitemapCensus, SitemapQuery } from './sitemap.query.js';
import { entryXml, indexXml, newsXml, type SitemapLink, URLSET_END, URLSET_START } from './sitemap-xml.js';

/** Makes the sitemaps: an index, its parts, and one for news. */
@Injectable()
export class SitemapsService {
  /** Censuses under way. Of a million stories one takes a while: who asks meanwhile waits for the same. */
  readonly #counting = new Map<ViewerClass, Promise<SitemapCensus>>();

  constructor(
    private readonly query: SitemapQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  /** The index: what lists stories changes when the newest of them does. */
  async index(viewer: ViewerClass): Promise<string> {
    const { months, authors } = await this.census(viewer);
    const newest = months.reduce<string | null>(
      (last, { changed }) => (last !== null && last > changed ? last : changed),
      null,
    );
    return indexXml([
      ...this.links(partsOf('sections', null, 1), newest),
      ...(authors === 0 ? [] : this.links(partsOf('authors', null, authors), newest)),
      ...months.flatMap(({ month, stories, changed }) =>
        this.links(partsOf('stories', month, stories), changed),
      ),
    ]);
  }

  async news(viewer: ViewerClass): Promise<string> {
    const { publication, stories } = await this.query.news(viewer);
    return newsXml(publication, stories);
  }

  /**
   * The text of a part, in pieces.
   * @throws DomainError NOT_FOUND before the first piece, when there is no such part or nothing in it
   */
  async *part(viewer: ViewerClass, name: string): AsyncGenerator<string> {
    const part = readPartName(name);
    if (!part) throw notFound();
    let isFirst = true;
    for await (const entries of this.query.entries(viewer, part)) {
      if (isFirst && entries.length === 0) throw notFound();
      yield `${isFirst ? URLSET_START : ''}${entries.map(entryXml).join('')}`;
      isFirst = false;
    }
    yield URLSET_END;
  }

  private census(viewer: ViewerClass): Promise<SitemapCensus> {
    const underWay = this.#counting.get(viewer);
    if (underWay) return underWay;
    const census = this.query.census(viewer).finally(() => this.#counting.delete(viewer));
    this.#counting.set(viewer, census);
    return census;
  }

  private links(parts: readonly SitemapPart[], changed: string | null): SitemapLink[] {
    return parts.map((part) => ({ url: `${this.addresses.api}/sitemap-${nameOfPart(part)}.xml`, changed }));
  }
}
