import { writeFile } from 'node:fs/promises';
import type { DataSize } from './data/load-data.js';
import { readSample, type Sample } from './data/sample.js';
import { DatabaseWatch } from './database-watch.js';
import { explain, type Explained, planOf } from './explain.js';
import { assertSameAnswers, CONNECTIONS, type MeasuredRow, measureRow } from './measure.js';
import {
  LoadGenerator,
  residentMegabytes,
  type Server,
  startMemoryReference,
  startProduct,
  startReference,
} from './processes.js';
import { type Profile, profileWhile } from './profile.js';
import { type BenchRequest, casesOf, PLAIN } from './requests.js';
import { isStatementRow, type RowName, ROWS, statusOf } from './rows.js';
import { captureStatements, type Captured } from './statements.js';
import { measureVisits, type VisitsReport } from './visits.js';
import type { UndoList } from './undo-list.js';

/** Everything that was measured of one site. */
export interface SiteReport {
  readonly size: DataSize;
  readonly rows: readonly MeasuredRow[];
  readonly statements: Partial<Readonly<Record<RowName, Explained>>>;
  /** Milliseconds from the start of the product's process to its first answer. */
  readonly startMs: number | undefined;
  /** Resident memory of the product with a full cache; null when no row was answered from memory. */
  readonly fullCacheMegabytes: number | null;
  /** Null when short links were not measured. */
  readonly visits: VisitsReport | null;
}

export interface SiteBenchOptions {
  readonly program: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly poolSize: number;
  readonly seconds: number;
  readonly undo: UndoList;
}

const COMPARED = 20;
const PROFILE_SECONDS = 4;
/** For each kind of answer, on the way to a full cache. */
const FILLING_SECONDS = 5;

/** The product and its references over one loaded database, started when they are needed. */
export class SiteBench {
  readonly #servers = new Map<string, Promise<Server>>();

  private constructor(
    private readonly options: SiteBenchOptions,
    private readonly captured: Captured,
    private readonly load: LoadGenerator,
    private readonly database: DatabaseWatch,
  ) {}

  static async over(options: SiteBenchOptions): Promise<SiteBench> {
    const url = options.settings['DATABASE_URL'] as string;
    const captured = await captureStatements(
      { ...options.settings, RESPONSE_CACHE: 'off' },
      await readSample(url),
    );
    const load = new LoadGenerator();
    options.undo.push(load.stop);
    const database = await DatabaseWatch.on(url);
    options.undo.push(() => database.end());
    return new SiteBench(options, captured, load, database);
  }

  async measure(rows: readonly RowName[], size: DataSize): Promise<SiteReport> {
    const measured: MeasuredRow[] = [];
    for (const name of rows) measured.push(await this.#row(name));
    const { startMs } = await this.#product('reads');
    const visits = await this.#visits(measured.find(({ name }) => name === 'redirect'));
    return {
      ...{ size, startMs, rows: measured },
      statements: await this.#explainAll(rows),
      fullCacheMegabytes: rows.some((name) => ROWS[name].product === 'keeps')
        ? await this.#fullCache()
        : null,
      visits,
    };
  }

  /** A run of its own, since profiling costs time. Null for a row that the product has no part in. */
  async profile(name: RowName): Promise<Profile | null> {
    const { product: cache } = ROWS[name];
    if (!cache) return null;
    const product = await this.#startProduct(cache, { inspect: true });
    if (product.inspector === undefined) throw new Error('The inspector did not start');
    const requests = await this.#requests(name, product);
    const order = { url: product.url, connections: CONNECTIONS, requests, status: statusOf(name) };
    await this.load.run({ ...order, seconds: 2 });
    const profile = await profileWhile(product.inspector, () =>
      this.load.run({ ...order, seconds: PROFILE_SECONDS }),
    );
    await product.stop();
    return profile;
  }

  /** Writes the plans of these rows beside the code of their statements. @returns the files */
  async writePlans(rows: readonly RowName[]): Promise<string[]> {
    const url = this.options.settings['DATABASE_URL'] as string;
    const files: string[] = [];
    for (const name of rows) {
      const { plan } = ROWS[name];
      if (plan === undefined || !isStatementRow(name)) continue;
      await writeFile(plan, await planOf(url, this.captured.statements[name].text));
      files.push(plan);
    }
    return files;
  }

  /** Where the product runs, and what can be asked of it. */
  async place(): Promise<{ url: string; sample: Sample }> {
    const { url } = await this.#product('reads');
    return { url, sample: this.captured.sample };
  }

  async #row(name: RowName): Promise<MeasuredRow> {
    const { product: cache } = ROWS[name];
    const product = cache ? await this.#product(cache) : null;
    if (product) await this.database.counted();
    const reference = cache === 'keeps' ? await this.#memoryReference() : await this.#reference();
    const requests = await this.#requests(name, product);
    if (cache === 'keeps') await this.#fill(reference, requests);
    if (product) await assertSameAnswers({ product, reference }, name, requests.slice(0, COMPARED));
    const { load, database } = this;
    return measureRow({ product, reference, load, database, seconds: this.options.seconds }, name, requests);
  }

  /** Has both sides keep all that will be asked for: the reference asks the product for what it does not have. */
  async #fill(reference: Server, requests: readonly BenchRequest[]): Promise<void> {
    for (const { method, path, headers, body } of requests) {
      const asked = { method, headers: { ...PLAIN, ...headers }, body, redirect: 'manual' } as const;
      await (await fetch(`${reference.url}${path}`, asked)).arrayBuffer();
    }
  }

  async #requests(name: RowName, product: Server | null): Promise<BenchRequest[]> {
    const requests = casesOf(name, this.captured.sample, this.captured.query).map(({ request }) => request);
    if (name !== 'not-modified' || !product) return requests;
    const conditional: BenchRequest[] = [];
    for (const request of requests) {
      const { headers } = await fetch(`${product.url}${request.path}`, { headers: PLAIN });
      conditional.push({ ...request, headers: { 'if-none-match': headers.get('etag') ?? '' } });
    }
    return conditional;
  }

  async #explainAll(rows: readonly RowName[]): Promise<SiteReport['statements']> {
    const explained: Partial<Record<RowName, Explained>> = {};
    for (const name of rows) {
      if (!isStatementRow(name) || name === 'comment') continue;
      const cases = casesOf(name, this.captured.sample, this.captured.query).slice(-COMPARED);
      explained[name] = await explain(
        this.options.settings['DATABASE_URL'] as string,
        this.captured.statements[name],
        cases.map(({ parts }) => parts),
      );
    }
    return explained;
  }

  /** Whether every visit is counted, and how long one takes at half of what was measured. */
  async #visits(row: MeasuredRow | undefined): Promise<VisitsReport | null> {
    if (!row?.product) return null;
    const product = await this.#product('keeps');
    const requests = await this.#requests('redirect', product);
    const { load, database } = this;
    const { seconds } = this.options;
    const reference = await this.#memoryReference();
    return measureVisits({
      product,
      reference,
      load,
      database,
      requests,
      seconds,
      rate: row.product.requestsPerSecond / 2,
    });
  }

  /** Asks for more answers than the cache has room for. @returns resident memory in megabytes */
  async #fullCache(): Promise<number> {
    const { url, pid } = await this.#product('keeps');
    for (const name of ['rest', 'graphql', 'comments', 'list'] as const) {
      const requests = await this.#requests(name, null);
      await this.load.run({ url, requests, connections: CONNECTIONS, seconds: FILLING_SECONDS, status: 200 });
    }
    return residentMegabytes(pid);
  }

  #product(cache: 'keeps' | 'reads'): Promise<Server> {
    return this.#once(`product that ${cache}`, () => this.#startProduct(cache));
  }

  #reference(): Promise<Server> {
    const { settings, poolSize } = this.options;
    const databaseUrl = settings['DATABASE_URL'] as string;
    const { statements } = this.captured;
    return this.#once('reference', () => this.#kept(startReference({ databaseUrl, poolSize, statements })));
  }

  async #memoryReference(): Promise<Server> {
    const { url: origin } = await this.#product('keeps');
    return this.#once('memory', () => this.#kept(startMemoryReference({ origin })));
  }

  #startProduct(cache: 'keeps' | 'reads', { inspect = false } = {}): Promise<Server> {
    const { program, cwd } = this.options;
    const settings = { ...this.options.settings, RESPONSE_CACHE: cache === 'keeps' ? 'on' : 'off' };
    return this.#kept(startProduct(program, settings, { cwd, inspect }));
  }

  async #kept(starting: Promise<Server>): Promise<Server> {
    const server = await starting;
    this.options.undo.push(() => server.stop());
    return server;
  }

  #once(name: string, start: () => Promise<Server>): Promise<Server> {
    const running = this.#servers.get(name) ?? start();
    this.#servers.set(name, running);
    return running;
  }
}
