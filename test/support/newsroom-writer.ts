import { setTimeout as pause } from 'node:timers/promises';
import { aComment } from './comments.js';
import { History } from './history.js';
import {
  headlineOf,
  type Newsroom,
  type Story,
  type StoryState,
  type Term,
  type TermKind,
} from './newsroom.js';
import { nextSlug } from './newsroom-reader.js';
import type { Random } from './random.js';
import { ADMIN_KEY } from './test-app.js';

type Body = any;

/** Stories that are not over for good, at any time. */
const LIVING = 24;
/** Authors and tags to write with. */
const TERMS = 4;
/** The clock of the database and that of this process agree to this many milliseconds. */
const CLOCKS = 5;

export interface WriterOptions {
  /** Addresses of the processes that take the changes, in turn. */
  readonly urls: readonly string[];
  readonly random: Random;
  /** Milliseconds that the database's clock is ahead of `Date.now()`. */
  readonly ahead: number;
}

/** Changes everything there is, at random, and notes when readers have to see it. */
export class NewsroomWriter {
  /** Changes by their kinds. */
  readonly changes: Record<string, number> = {};
  readonly #busy = new Set<object>();
  /** What the clock is about to change. */
  readonly #busyUntil = new Map<object, number>();
  #turn = 0;

  constructor(
    private readonly newsroom: Newsroom,
    private readonly options: WriterOptions,
  ) {}

  get count(): number {
    return Object.values(this.changes).reduce((sum, count) => sum + count, 0);
  }

  /** Takes in what is there to write about, and makes the first stories. */
  async furnish(): Promise<void> {
    await this.#takeInSections();
    for (const kind of ['author', 'tag'] as const) {
      for (let n = 1; n <= TERMS; n += 1)
        await this.#createTerm(kind, { slug: `${kind}-${n}-1`, name: `${kind} ${n}` });
    }
    for (let made = 0; made < LIVING; made += 1) await this.#create();
    const stories = [...this.newsroom.stories.values()];
    for (const [place, story] of stories.entries()) {
      if (place % 3 === 0) await this.#put(story, (stories[place + 1] ?? story).id);
    }
  }

  /** Makes one change at random of something that nobody else is changing. */
  async change(): Promise<void> {
    const { random } = this.options;
    if (random.chance(0.03))
      return this.#alone(random.pick([...this.newsroom.terms.values()]), (term) => this.#rename(term));
    if (random.chance(0.003)) return this.#alone(this.newsroom.tagline, () => this.#retitle());
    const living = [...this.newsroom.stories.values()].filter(({ state }) => !isOver(state.latest));
    return this.#alone(random.pick(living), (story) => this.#changeStory(story));
  }

  async #alone<T extends object>(subject: T, work: (subject: T) => Promise<void>): Promise<void> {
    if (this.#busy.has(subject) || (this.#busyUntil.get(subject) ?? 0) > performance.now()) {
      // Others have something to do meanwhile.
      return pause(1);
    }
    this.#busy.add(subject);
    try {
      await work(subject);
    } finally {
      this.#busy.delete(subject);
    }
  }

  #changeStory(story: Story): Promise<void> {
    const { random } = this.options;
    switch (story.state.latest.standing) {
      case 'out':
        return random.chance(0.5) ? this.#schedule(story) : this.#publish(story, 'published');
      case 'expired':
        return this.#renew(story);
      default: {
        const kind = random.int(1, 24);
        if (kind <= 6) return this.#publish(story, 'edited');
        if (kind <= 9) return this.#publish(story, 'moved', { section: this.#term('section') });
        if (kind <= 11)
          return this.#publish(story, 'retagged', { tags: this.#some('tag'), authors: this.#some('author') });
        if (kind <= 16) return this.#comment(story);
        if (kind <= 18) return this.#giveSlug(story);
        if (kind <= 20) return this.#expire(story);
        if (kind <= 22) return this.#takeBack(story);
        return this.#finish(story);
      }
    }
  }

  /** Changes the draft, which nobody sees, and publishes it. */
  async #publish(story: Story, kind: string, terms: Partial<StoryState> = {}): Promise<void> {
    const { state } = story;
    const after = { ...state.latest, ...terms, number: this.newsroom.next(), standing: 'in' as const };
    await this.#draft(story, after);
    const publishAt = state.latest.standing === 'in' ? undefined : null;
    const seen = state.change(after);
    await this.#write(story, 'POST', '/publish', { publishAt });
    seen();
    this.#note(kind);
  }

  async #draft(story: Story, after: StoryState): Promise<void> {
    await this.#naming(() =>
      this.#write(story, 'PATCH', '', { headline: headlineOf(after), ...this.#namesOf(after) }),
    );
    this.#note('drafted');
  }

  async #schedule(story: Story): Promise<void> {
    const { state } = story;
    const after = { ...state.latest, number: this.newsroom.next(), standing: 'in' as const };
    await this.#draft(story, after);
    await this.#atTime(story, async (at, from) => {
      const seen = state.change(after, from);
      await this.#write(story, 'POST', '/publish', { publishAt: at });
      return seen;
    });
    this.#note('scheduled');
  }

  async #expire(story: Story): Promise<void> {
    const { state } = story;
    await this.#atTime(story, async (at, from) => {
      const seen = state.change({ ...state.latest, standing: 'expired' }, from);
      await this.#write(story, 'PATCH', '', { expiresAt: at });
      return seen;
    });
    this.#note('expired');
  }

  /** Does what the clock will make visible in a while. Nobody else changes the story until then. */
  async #atTime(subject: object, work: (at: string, from: number) => Promise<() => void>): Promise<void> {
    const now = performance.now();
    const inMs = this.options.random.int(30, 300);
    const at = new Date(Date.now() + this.options.ahead + inMs).toISOString();
    const seen = await work(at, now + inMs - CLOCKS);
    // The time is known, whenever this process wakes up.
    seen();
    const left = now + inMs + CLOCKS - performance.now();
    if (left > 0) this.#busyUntil.set(subject, now + inMs + CLOCKS);
  }

  async #renew(story: Story): Promise<void> {
    const { state } = story;
    const seen = state.change({ ...state.latest, standing: 'in' });
    await this.#write(story, 'PATCH', '', { expiresAt: null });
    seen();
    this.#note('renewed');
  }

  async #takeBack(story: Story): Promise<void> {
    const { state } = story;
    const seen = state.change({ ...state.latest, standing: 'out' });
    await this.#write(story, 'POST', '/unpublish', {});
    seen();
    this.#note('unpublished');
  }

  /** Ends a story for good, and begins another. */
  async #finish({ id, state }: Story): Promise<void> {
    const isRetracted = this.options.random.chance(0.5);
    const seen = state.change({ ...state.latest, standing: isRetracted ? 'retracted' : 'deleted' });
    if (isRetracted) await this.#send('POST', `/v1/articles/${id}/retract`, { notice: 'It was not so.' });
    else await this.#send('DELETE', `/v1/articles/${id}`);
    seen();
    this.#note(isRetracted ? 'retracted' : 'deleted');
    await this.#create();
  }

  /** Gives a story the slug under which readers found nothing until now. */
  async #giveSlug(story: Story): Promise<void> {
    const { state } = story;
    const before = state.latest;
    const slug = nextSlug(before.slug);
    const seen = state.change({ ...before, slug, former: [...before.former, before.slug] });
    await this.#write(story, 'PATCH', '', { slug });
    seen();
    this.#note('renamed');
  }

  async #comment({ id, comments }: Story): Promise<void> {
    const number = comments.latest + 1;
    const seen = comments.change(number);
    await this.#send('POST', `/v1/articles/${id}/comments`, aComment({ body: `Comment ${number}` }), {});
    seen();
    this.#note('commented');
  }

  async #rename({ kind, state }: Term): Promise<void> {
    const before = state.latest;
    const slug = this.options.random.chance(0.3) ? nextSlug(before.slug) : before.slug;
    const seen = state.change({ slug, name: `${kind} ${this.newsroom.next()}` });
    await this.#send('PATCH', `/v1/${kind}s/${before.slug}`, state.latest);
    seen();
    this.#note(`${kind} renamed`);
  }

  async #retitle(): Promise<void> {
    const seen = this.newsroom.tagline.change(`Motto ${this.newsroom.next()}`);
    await this.#send('PATCH', '/v1/site', { tagline: this.newsroom.tagline.latest });
    seen();
    this.#note('site');
  }

  async #create(): Promise<void> {
    const number = this.newsroom.next();
    const terms = { section: this.#term('section'), authors: this.#some('author'), tags: this.#some('tag') };
    const first: StoryState = { standing: 'out', slug: `story-${number}-1`, former: [], number, ...terms };
    const { id } = await this.#naming(() =>
      this.#send('POST', '/v1/articles', {
        ...{ headline: headlineOf(first), slug: first.slug, ...this.#namesOf(first) },
        body: { text: 'One paragraph.\n\nAnother paragraph.' },
      }),
    );
    const story: Story = {
      ...{ id, state: new History(first), version: new History(1) },
      ...{ comments: new History(0), pin: null },
    };
    // From here on others may choose it.
    const published = this.#alone(story, () => this.#publish(story, 'made'));
    this.newsroom.stories.set(id, story);
    await published;
  }

  async #put(story: Story, pin: string): Promise<void> {
    await this.#send('PUT', `/v1/articles/${story.id}/related`, {
      pins: [pin],
      exclusions: [],
      neverRecommend: false,
    });
    story.pin = pin;
  }

  async #createTerm(kind: TermKind, named: { readonly slug: string; readonly name: string }): Promise<void> {
    const { id } = await this.#send('POST', `/v1/${kind}s`, named);
    this.newsroom.terms.set(id, { kind, id, path: [id], state: new History(named) });
  }

  async #takeInSections(): Promise<void> {
    const { items } = await this.#send('GET', '/v1/sections');
    const take = ({ id, slug, name, children = [] }: Body, above: readonly string[]): void => {
      const path = [...above, id];
      this.newsroom.terms.set(id, { kind: 'section', id, path, state: new History({ slug, name }) });
      for (const child of children) take(child, path);
    };
    for (const item of items) take(item, []);
  }

  #term(kind: TermKind): string {
    return this.options.random.pick(this.newsroom.termsOf(kind)).id;
  }

  #some(kind: TermKind): string[] {
    return this.options.random.some(this.newsroom.termsOf(kind), 2).map(({ id }) => id);
  }

  #namesOf({ section, authors, tags }: Pick<StoryState, 'section' | 'authors' | 'tags'>) {
    const slugOf = (term: string): string => (this.newsroom.terms.get(term) as Term).state.latest.slug;
    return { section: slugOf(section), authors: authors.map(slugOf), tags: tags.map(slugOf) };
  }

  /** Sends what names sections, authors and tags; where one of them gets another name meanwhile, again by that. */
  async #naming<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        if (attempt === 100 || !/(SECTION|AUTHOR|TAG)_NOT_FOUND/.test(String(error))) throw error;
        await pause(20);
      }
    }
  }

  #note(kind: string): void {
    this.changes[kind] = (this.changes[kind] ?? 0) + 1;
  }

  /** Changes a story, and notes the version that it has then. */
  async #write({ id, version }: Story, method: string, path: string, body: unknown): Promise<void> {
    const began = performance.now();
    const story = await this.#send(method, `/v1/articles/${id}${path}`, body);
    version.change(story.version, began)();
  }

  /** Sends a request to one of the processes, of whatever version it finds. @throws Error when it is refused */
  async #send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = WRITER,
  ): Promise<Body> {
    const { urls } = this.options;
    const url = urls[(this.#turn += 1) % urls.length];
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${text}`);
    return text ? JSON.parse(text) : null;
  }
}

const WRITER = { authorization: `Bearer ${ADMIN_KEY}`, 'if-match': '*' };

const isOver = ({ standing }: StoryState): boolean => standing === 'retracted' || standing === 'deleted';
