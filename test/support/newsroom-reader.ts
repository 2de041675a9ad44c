import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { KeptAnswer, KeptConnections } from './kept-connections.js';
import { isUnder, type Newsroom, type Story, type Term } from './newsroom.js';
import { type Late, Watch } from './newsroom-watch.js';
import type { Random } from './random.js';

/** What a reader may ask for, and how the answer is looked at. */
interface Question {
  readonly path: string;
  /** The body of a POST. */
  readonly body?: string;
  look(watch: Watch, shown: any, answer: KeptAnswer): void;
}

const STORY = 'id slug headline section { id slug name } authors { id slug name } tags { id slug name }';
const everything = (): boolean => true;

/** So many questions are asked by many at a time. */
const WANTED = 20;

/** Asks again and again for whatever there is, and looks whether the answers are true. */
export class NewsroomReader {
  readonly late: Late[] = [];
  reads = 0;
  /** Answers that were parsed: most come more than once. */
  readonly #parsed = new LRUCache<string, any>({ max: 2_000 });

  /** What was asked for lately. */
  readonly #asked: Question[] = [];

  constructor(
    private readonly newsroom: Newsroom,
    private readonly random: Random,
  ) {}

  /** Reads over one server's connections until it is told to stop. */
  async read(name: string, server: KeptConnections, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.#askOnce(name, server);
      await pause(1);
    }
  }

  async #askOnce(name: string, server: KeptConnections): Promise<void> {
    const { path, body, look } = this.#question();
    const headers: Record<string, string> = this.random.chance(0.5) ? { 'accept-encoding': 'gzip' } : {};
    const answer = await server.ask(path, { headers, body });
    this.reads += 1;
    const where = `${name} ${path}${body ?? ''}`;
    if (answer.status >= 500 || answer.status === 400) {
      throw new Error(`${where}: ${answer.status} ${answer.text()}`);
    }
    const watch = new Watch(this.newsroom, {
      ...{ where, span: answer },
      note: (late) => this.late.push(late),
    });
    look(watch, answer.status === 200 ? this.#shown(path, answer) : null, answer);
  }

  #shown(path: string, answer: KeptAnswer): any {
    const key = answer.etag && `${path} ${answer.etag}`;
    const known = key && this.#parsed.get(key);
    if (known) return known;
    const shown = path.includes('.rss') ? { items: rssItems(answer.text()) } : JSON.parse(answer.text());
    if (key) this.#parsed.set(key, shown);
    return shown;
  }

  /** Most readers want what others want, too. */
  #question(): Question {
    const known = this.#asked.at(this.random.int(0, WANTED - 1));
    if (known && this.random.chance(0.9)) return known;
    const fresh = this.#freshQuestion();
    if (this.#asked.push(fresh) > WANTED) this.#asked.shift();
    return fresh;
  }

  #freshQuestion(): Question {
    const { random } = this;
    const kind = random.int(1, 20);
    if (kind <= 11) return this.#aboutStory(random.pick([...this.newsroom.stories.values()]));
    if (kind <= 15) return this.#listBy(random.pick([...this.newsroom.terms.values()]));
    return random.pick(WHOLE_LISTS);
  }

  #aboutStory(story: Story): Question {
    const { id, state } = story;
    const { slug, former } = state.latest;
    // A slug that it may have next, too: nothing is there until it has.
    const reference = this.random.pick([id, slug, slug, ...former.slice(-1), nextSlug(slug)]);
    const path = `/v1/articles/${reference}`;
    const standing = (watch: Watch, status: number): void => watch.standing(story, reference, status);
    switch (this.random.int(1, 8)) {
      case 1:
      case 2:
        return {
          path: `${path}/page`,
          look: (watch, page, { status }) => {
            standing(watch, status);
            if (!page) return;
            watch.story(page.article);
            watch.site(page.site);
            watch.related(story, page.related);
            watch.comments(story, page.comments.items);
          },
        };
      case 3:
        return {
          path: `${path}/related`,
          look: (watch, list, { status }) => {
            standing(watch, status);
            if (list) watch.related(story, list.items);
          },
        };
      case 4:
        return {
          path: `${path}/comments`,
          look: (watch, list, { status }) => {
            standing(watch, status);
            if (list) watch.comments(story, list.items);
          },
        };
      case 5: {
        const body = JSON.stringify({
          query: `query($id: ID!) { article(id: $id) { ${STORY} commentCount } }`,
          variables: { id },
        });
        return {
          path: '/graphql',
          body,
          look: (watch, answer) => {
            const code = answer.errors?.[0].extensions.code as string | undefined;
            watch.standing(story, id, code === undefined ? 200 : code === 'ARTICLE_RETRACTED' ? 410 : 404);
            if (answer.data?.article) watch.story(answer.data.article);
          },
        };
      }
      default:
        return {
          path,
          look: (watch, shown, { status }) => {
            standing(watch, status);
            if (shown) watch.story(shown);
          },
        };
    }
  }

  #listBy(term: Term): Question {
    const { kind, state } = term;
    const { slug } = state.settled;
    const belongs = (one: Parameters<typeof isUnder>[2]): boolean => isUnder(this.newsroom, term, one);
    switch (this.random.int(1, 5)) {
      case 1:
        return { path: `/v1/${kind}s/${slug}`, look: (watch, shown) => watch.term(shown) };
      case 2:
        return {
          path: `/v1/${kind}s/${slug}/page?limit=100`,
          look: (watch, page) => {
            if (!page) return;
            watch.site(page.site);
            watch.term(page[kind]);
            watch.list(page.articles.items, belongs);
          },
        };
      case 3:
        return {
          path: `/feeds/${kind}s/${slug}.rss?limit=100`,
          look: (watch, feed) => feed && watch.list(feed.items, belongs),
        };
      default:
        return {
          path: `/v1/articles?${kind}=${slug}&limit=100`,
          look: (watch, list) => watch.list(list.items, belongs),
        };
    }
  }
}

/** The slug that a story gets when it is renamed: a number at its end that rises. */
export const nextSlug = (slug: string): string => slug.replace(/\d+$/, (number) => `${Number(number) + 1}`);

const rssItems = (text: string): object[] =>
  [...text.matchAll(/<title>(Number [^<]*)<\/title>[^]*?urn:uuid:([^<]*)</g)].map(([, headline, id]) => ({
    id,
    headline,
  }));

const listAt = (path: string): Question => ({
  path,
  look: (watch, list) => watch.list(list.items, everything),
});

const termsIn = (watch: Watch, terms: any[]): void => {
  for (const term of terms) {
    watch.term(term);
    termsIn(watch, term.children ?? []);
  }
};

/** Stories of each section on the front page. */
const FRONT_STORIES = 6;

const WHOLE_LISTS: readonly Question[] = [
  listAt('/v1/articles?limit=100'),
  listAt('/v1/articles?limit=100&fields=id,slug,headline'),
  listAt('/v1/articles?limit=100&sort=-updatedAt'),
  listAt('/v1/articles?limit=100&q=newsroom'),
  listAt('/feeds/latest.rss?limit=100'),
  {
    path: '/v1/front',
    look: (watch, front) => {
      watch.site(front.site);
      if (front.lead) watch.story(front.lead);
      for (const { section, items } of front.sections) {
        watch.term(section);
        watch.listOf(section, items, items.length < FRONT_STORIES);
      }
    },
  },
  { path: '/v1/site', look: (watch, site) => watch.site(site) },
  ...['sections', 'authors', 'tags'].map((kind): Question => ({
    path: `/v1/${kind}`,
    look: (watch, { items }) => termsIn(watch, items),
  })),
  {
    path: '/graphql',
    body: JSON.stringify({ query: `{ articles(first: 100) { nodes { ${STORY} } } }` }),
    look: (watch, { data }) => watch.list(data.articles.nodes, everything),
  },
];
