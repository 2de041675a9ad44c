import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import { ServedOpenApi } from '../platform/api/openapi.controller.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { ErrorCode } from '../platform/http/error-codes.js';
import { PUBLIC } from '../platform/http/cdn-headers.js';
import { type Page, strictPolicy } from '../platform/http/page.js';
import { operationsIn, type ApiDocument } from './api-document.js';
import { type AssetName, DocsAssets } from './docs-assets.js';
import { errorTable } from './error-table.js';
import { ExampleStoryQuery } from './example-story.query.js';
import { exampleOperations } from './explorer-examples.js';
import { explorerPage } from './explorer-page.js';
import { guideAside, guidePage } from './guide-page.js';
import { renderGuide } from './guide-markdown.js';
import { type GuideSource, readGuides } from './guide-source.js';
import { html } from './html.js';
import { landingPage } from './landing-page.js';
import type { PageContext } from './page-context.js';
import { type Frame, pageShell, type PageParts } from './page-shell.js';
import { referenceAside, referencePage } from './reference-page.js';

/** Where the guides are: beside `src`, and beside `dist/src` once built. */
const GUIDES = fileURLToPath(new URL('../../docs/', import.meta.url));

export const DOCS_OPTIONS = Symbol('DOCS_OPTIONS');

export interface DocsOptions {
  /** Every code that the API answers with. */
  readonly errorCodes: readonly ErrorCode[];
  /** Whether the API answers introspection. */
  readonly introspection: boolean;
}

/** Makes the pages of the documentation. */
@Injectable()
export class DocsPagesService {
  /** The pages by name, each with the example story that it was made with. */
  readonly #pages = new Map<string, { readonly story: string | null; readonly page: Page }>();
  #guides: Promise<GuideSource[]> | null = null;
  #document: ApiDocument | null = null;

  constructor(
    @Inject(DOCS_OPTIONS) private readonly options: DocsOptions,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
    private readonly openApi: ServedOpenApi,
    private readonly stories: ExampleStoryQuery,
    private readonly assets: DocsAssets,
  ) {}

  landing(): Promise<Page> {
    return this.page('', '', async (context) => ({
      title: 'Broadsheet: the headless content API of a news site',
      description: 'What this API is, three first calls to copy and run, guides and reference.',
      current: '',
      layout: 'landing',
      main: landingPage({ context, guides: await this.guides(), links: this.links() }),
    }));
  }

  reference(): Promise<Page> {
    return this.page('reference', '../', async (context) => ({
      title: 'API reference · Broadsheet',
      description: 'Every operation of the REST API, its parameters, answers and refusals.',
      current: 'Reference',
      layout: 'reference',
      aside: referenceAside(this.document()),
      main: referencePage(this.document(), context),
    }));
  }

  /** @returns null when there is no guide of this name */
  async guide(name: string): Promise<Page | null> {
    const guides = await this.guides();
    const guide = guides.find((one) => one.name === name);
    if (!guide) return null;
    return this.page(`guide ${name}`, '../', async (context) => {
      const rendered = renderGuide(guide.text, context, { codes: errorTable(this.options.errorCodes) });
      return {
        title: `${guide.title} · Broadsheet`,
        description: guide.about,
        current: 'Guides',
        layout: 'guide',
        aside: guideAside(guides, name, rendered.headings),
        main: guidePage(guides, guide, rendered),
      };
    });
  }

  /** For a browser that comes with an address that leads nowhere. */
  async missing(): Promise<Page> {
    const page = await this.page('missing', '../', async () => ({
      title: 'No such page · Broadsheet',
      description: 'There is no such page.',
      current: '',
      layout: 'guide',
      main: html`<article>
        <h1>No such page</h1>
        <p>There is nothing here. <a href="../docs">The first page</a> leads to everything that there is.</p>
      </article>`,
    }));
    return { ...page, status: 404, cacheControl: 'no-store' };
  }

  /** GraphiQL. Never kept: each visit gets a nonce of its own. */
  async explorer(): Promise<Page> {
    const styleNonce = randomBytes(16).toString('base64url');
    const story = await this.stories.slug();
    const examples = exampleOperations(story ?? 'slug-of-a-story');
    const frame = await this.frame(
      ['graphiql.css', 'explorer.css'],
      ['react.js', 'react-dom.js', 'graphiql.js', 'graphql-ws.js', 'explorer.js'],
    );
    return {
      html: explorerPage({ examples, introspection: this.options.introspection, styleNonce }, frame),
      policy: strictPolicy(styleNonce),
      cacheControl: 'no-store',
      vary: ['Accept'],
    };
  }

  private async page(
    name: string,
    root: PageContext['root'],
    make: (context: PageContext) => Promise<PageParts>,
  ): Promise<Page> {
    const story = await this.stories.slug();
    const known = this.#pages.get(name);
    if (known && known.story === story) return known.page;
    const context = { api: this.addresses.api, root, story };
    const parts = await make(context);
    const scripts: AssetName[] = parts.layout === 'reference' ? ['docs.js', 'reference.js'] : ['docs.js'];
    const frame = await this.frame(['docs.css'], scripts);
    const page = { html: pageShell(parts, context, frame), policy: strictPolicy(), cacheControl: PUBLIC };
    this.#pages.set(name, { story, page });
    return page;
  }

  private async frame(styles: readonly AssetName[], scripts: readonly AssetName[]): Promise<Frame> {
    const addresses = (names: readonly AssetName[]) =>
      Promise.all(names.map((name) => this.assets.address(name)));
    return {
      styles: await addresses(styles),
      scripts: await addresses(scripts),
      icon: await this.assets.address('icon.svg'),
    };
  }

  private guides(): Promise<GuideSource[]> {
    this.#guides ??= readGuides(GUIDES).catch((error: unknown) => {
      // The next visitor may have more luck.
      this.#guides = null;
      throw error;
    });
    return this.#guides;
  }

  private document(): ApiDocument {
    this.#document ??= JSON.parse(this.openApi.json()) as ApiDocument;
    return this.#document;
  }

  /** What else there is to open; feeds where the API has some. */
  private links() {
    const hasFeeds = operationsIn(this.document()).some(({ path }) => path.startsWith('/feeds/latest'));
    return [...LINKS, ...(hasFeeds ? [FEED] : [])];
  }
}

const LINKS = [
  { address: 'docs/reference', name: 'API reference', about: 'Every operation, to read and to try.' },
  { address: 'graphql', name: 'GraphiQL', about: 'Write and run GraphQL, with saved examples.' },
  { address: 'docs/errors', name: 'Error codes', about: 'Every code that the API answers with.' },
  { address: 'openapi.json', name: 'openapi.json', about: 'The REST API for programs: OpenAPI 3.1.' },
  { address: 'schema.graphql', name: 'schema.graphql', about: 'The GraphQL schema, in its own language.' },
  { address: 'health/ready', name: 'Health', about: 'Whether everything that requests need answers.' },
];

const FEED = { address: 'feeds/latest.rss', name: 'Feeds', about: 'The newest stories, for feed readers.' };
