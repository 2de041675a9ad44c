import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Logger as JobLogger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import { Every } from '../background/every.js';
import { Task } from './task.js';

/** Injection token of `JobsOptions`. */
export const JOBS_OPTIONS = Symbol('JOBS_OPTIONS');

export interface JobsOptions {
  readonly databaseUrl: string;
  /** Whether this process does jobs. Where it does not, they wait for one that does. */
  readonly background: boolean;
}

/** Jobs that one process works on at once. They wait for others most of the time. */
const AT_ONCE = 4;
/** One connection listens for new jobs, the others take them and give them back. */
const CONNECTIONS = 3;
const RESTART_MS = 1_000;
const ROLL_CALL_MS = 3_000;

/**
 * Workers are alive when a connection bears their name. It is given anew every few seconds, to whichever connection is
 * at hand, so that one that broke is replaced in time.
 */
const SHOW = `select set_config('application_name', $1, false)`;

/** Gives back the jobs of processes that are gone, which would be held for four hours. */
const GIVE_BACK = `select graphile_worker.force_unlock_workers(array(
    select distinct locked_by from graphile_worker.jobs
    where locked_at < now() - interval '10 seconds'
      and not exists (select from pg_stat_activity where application_name = locked_by)))`;

/** Does the jobs that wait in the database, as long as the process runs. */
@Injectable()
export class JobsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(JobsService.name);
  readonly #stop = new AbortController();
  readonly #pool: Pool;
  readonly #rollCall: Every;
  #runner: Runner | null = null;
  /** The name by which its workers hold jobs. */
  #workers = '';
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(JOBS_OPTIONS) private readonly options: JobsOptions,
  ) {
    const { databaseUrl } = options;
    // A pool of its own: that of the requests may be small, and a listener keeps its connection.
    this.#pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS, idleTimeoutMillis: 0 });
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#rollCall = new Every(ROLL_CALL_MS, () => this.#callRoll(), JobsService);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.options.background) return;
    await this.#begin();
    this.#running = this.#keepRunning();
    this.#rollCall.start();
  }

  /** Takes no further jobs, and waits for the end of those under way. */
  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#rollCall.stop();
    // It may have ended by itself just now.
    await this.#runner?.stop().catch(() => undefined);
    await this.#running;
    await this.#pool.end();
  }

  /** @throws Error when this process should do jobs and cannot */
  async check(): Promise<void> {
    if (this.options.background && !this.#runner) throw new Error('no jobs are done');
  }

  /** Workers give up when the database is away for long; new ones take their place. */
  async #keepRunning(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#runner?.promise.catch((error: unknown) => this.#logger.error(error));
      this.#runner = null;
      await pause(RESTART_MS, null, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.#begin();
    }
  }

  async #begin(): Promise<void> {
    try {
      const runner = await this.#start();
      if (this.#stop.signal.aborted) return await runner.stop();
      this.#runner = runner;
      await this.#callRoll();
    } catch (error) {
      this.#logger.error(error);
    }
  }

  #start(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => (this.#workers = workerPool.id));
    return run({
      pgPool: this.#pool,
      taskList: this.#tasks(),
      parsedCronItems: [],
      concurrency: AT_ONCE,
      noHandleSignals: true,
      logger: this.#jobLogger(),
      events,
    });
  }

  async #callRoll(): Promise<void> {
    await this.#pool.query(SHOW, [this.#workers]);
    await this.#pool.query(GIVE_BACK);
  }

  #tasks(): TaskList {
    const providers = this.discovery.getProviders().map(({ instance }: { instance: unknown }) => instance);
    const tasks = providers.filter((provider) => provider instanceof Task);
    return Object.fromEntries(
      tasks.map((task) => [task.name, (input: unknown) => task.run(input as object)]),
    );
  }

  /** Failures alone: what it says beside them is for those who look for its own faults. */
  #jobLogger(): JobLogger {
    return new JobLogger(() => (level, message) => {
      if (level === 'error') this.#logger.error(message);
    });
  }
}
