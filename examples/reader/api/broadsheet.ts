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

/** @throws Problem for what no API of ours says */
const bodyOf = (response: Response): Promise<unknown> =>
  response.json().catch((cause: unknown) => {
    throw awayProblem(cause);
  });

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

  /** @throws Problem */
  async get<Body>(path: string): Promise<Reply<Body>> {
    const known = this.#kept.get(path);
    const kept = known && known.freshUntil > Date.now() ? known : await this.#share(path);
    const age = Math.floor((Date.now() - kept.receivedAt) / 1000);
    return { body: kept.body as Body, cacheControl: kept.cacheControl, age };
  }

  /** What only the holder of a token may see: never kept. @throws Problem */
  async getPrivately<Body>(path: string, headers: Record<string, string>): Promise<Body> {
    return (await bodyOf(await this.#ask(path, { headers }))) as Body;
  }

  /** @throws Problem */
  async post<Body>(path: string, body: unknown, headers: Record<string, string>): Promise<Body> {
    const response = await this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return (await bodyOf(response)) as Body;
  }

  #share(path: string): Promise<Kept> {
    const underWay = this.#underWay.get(path);
    if (underWay) return underWay;
    const reading = this.#revalidate(path).finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, reading);
    return reading;
  }

  async #revalidate(path: string): Promise<Kept> {
    const known = this.#kept.get(path);
    const response = await this.#ask(path, { headers: known?.etag ? { 'if-none-match': known.etag } : {} });
    const cacheControl = response.headers.get('cache-control') ?? 'no-store';
    const receivedAt = Date.now();
    const kept: Kept = {
      body: response.status === 304 ? known?.body : await bodyOf(response),
      etag: response.headers.get('etag'),
      cacheControl,
      receivedAt,
      freshUntil: receivedAt + freshSeconds(cacheControl) * 1000,
    };
    this.#keep(path, kept);
    return kept;
  }

  /** A map remembers the order in which its keys came, so its first one is the one whose answer is the oldest. */
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
