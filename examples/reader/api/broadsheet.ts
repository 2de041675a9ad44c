import { awayProblem, problemOf } from './problem.js';

/** An answer, and what its makers say about keeping it. */
export interface Reply<Body> {
  readonly body: Body;
  readonly cacheControl: string;
  /** Seconds since it was received. */
  readonly age: number;
}

interface Kept extends Omit<Reply<unknown>, 'age'> {
  readonly etag: string | null;
  readonly receivedAt: number;
  readonly freshUntil: number;
}

const TIMEOUT_MS = 5_000;
const MOST_KEPT = 200;

const freshSeconds = (cacheControl: string): number =>
  Number(/^public, .*?max-age=(\d+)/.exec(cacheControl)?.[1] ?? 0);

/**
 * The API over HTTP. Public answers are kept for as long as they say and asked for anew by their ETag; callers who
 * want the same at the same time share one request. Connections are kept open by `fetch` itself.
 */
export class Broadsheet {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Kept>>();

  constructor(private readonly address: string) {}

  /**
   * @param fresh whether what is kept must be asked for anew
   * @throws Problem
   */
  async get<Body>(path: string, { fresh = false } = {}): Promise<Reply<Body>> {
    const known = this.#kept.get(path);
    const kept = known && !fresh && known.freshUntil > Date.now() ? known : await this.#read(path, fresh);
    const age = Math.floor((Date.now() - kept.receivedAt) / 1000);
    return { body: kept.body as Body, cacheControl: kept.cacheControl, age };
  }

  /** What only the holder of a token may see: never kept. @throws Problem */
  async getPrivately<Body>(path: string, headers: Record<string, string>): Promise<Body> {
    const response = await this.#ask(path, { headers });
    return (await response.json()) as Body;
  }

  /** @throws Problem */
  async post<Body>(path: string, body: unknown, headers: Record<string, string>): Promise<Body> {
    const response = await this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Body;
  }

  #read(path: string, fresh: boolean): Promise<Kept> {
    const underWay = this.#underWay.get(path);
    // A request that began earlier may not see what was just written.
    if (underWay && !fresh) return underWay;
    const reading = this.#revalidate(path).finally(() => {
      if (this.#underWay.get(path) === reading) this.#underWay.delete(path);
    });
    this.#underWay.set(path, reading);
    return reading;
  }

  async #revalidate(path: string): Promise<Kept> {
    const known = this.#kept.get(path);
    const response = await this.#ask(path, { headers: known?.etag ? { 'if-none-match': known.etag } : {} });
    const cacheControl = response.headers.get('cache-control') ?? 'no-store';
    const receivedAt = Date.now();
    const kept: Kept = {
      body: response.status === 304 ? known?.body : await response.json(),
      etag: response.headers.get('etag'),
      cacheControl,
      receivedAt,
      freshUntil: receivedAt + freshSeconds(cacheControl) * 1000,
    };
    this.#keep(path, kept);
    return kept;
  }

  /** A map remembers the order in which its keys came, so its first one is the one that was longest not asked for. */
  #keep(path: string, kept: Kept): void {
    this.#kept.delete(path);
    if (freshSeconds(kept.cacheControl) === 0) return;
    this.#kept.set(path, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { accept: 'application/json', 'accept-encoding': 'identity', ...init.headers };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${this.address}${path}`, { ...init, headers, signal }).catch((cause) => {
      throw awayProblem(cause);
    });
    if (!response.ok && response.status !== 304) throw await problemOf(response);
    return response;
  }
}
