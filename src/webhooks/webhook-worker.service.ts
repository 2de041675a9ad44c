import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { ChangeListener } from '../platform/changes/change-listener.js';
import { Alarm } from '../platform/following/alarm.js';
import { WebhookFanOutService } from './webhook-fan-out.service.js';
import { type Message, WebhookMessagesQuery } from './webhook-messages.query.js';
import { type Room, type TakenDelivery, WebhookQueueService } from './webhook-queue.service.js';
import { type Result, WebhookResultsService } from './webhook-results.service.js';
import { waitAfter } from './webhook-retries.js';
import { WebhookSenderService } from './webhook-sender.service.js';
import { WebhookDeliveryError } from './webhook-delivery.view.js';

/** Deliveries that one process has under way, to webhooks that are quick, in all, and to each. */
const AT_ONCE = { quick: 512, all: 1_024, each: 4, failing: 32 } as const;
/** A delivery that is under way for longer holds a place among the quick ones no more. */
const QUICK_MS = 1_000;
const LOOK_EVERY_MS = 1_000;
const RETRY_MS = 1_000;
/** Results that come within this time are written down together. */
const GATHER_MS = 10;
/** What is not answered so long after the process is told to end is given back, and sent again by another. */
const LAST_CALL_MS = 2_000;

interface UnderWay {
  readonly delivery: TakenDelivery;
  readonly since: number;
}

/** Delivers what happens to webhooks, as long as the process runs. */
@Injectable()
export class WebhookWorkerService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(WebhookWorkerService.name);
  readonly #alarm = new Alarm();
  readonly #stop = new AbortController();
  readonly #giveBack = new AbortController();
  readonly #underWay = new Map<string, UnderWay>();
  #results: Result[] = [];
  #running: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly listener: ChangeListener,
    private readonly fanOut: WebhookFanOutService,
    private readonly queue: WebhookQueueService,
    private readonly messages: WebhookMessagesQuery,
    private readonly sender: WebhookSenderService,
    private readonly results: WebhookResultsService,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.background) return;
    this.#unsubscribe = this.listener.subscribe(() => this.#alarm.ring());
    this.#running = this.#run();
  }

  /** Takes nothing more, and gives those under way a moment. */
  async onApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    this.#stop.abort();
    this.#alarm.ring();
    const lastCall = setTimeout(() => this.#giveBack.abort(), LAST_CALL_MS);
    await this.#running;
    clearTimeout(lastCall);
    this.sender.close();
  }

  async #run(): Promise<void> {
    let isFailing = false;
    while (!this.#stop.signal.aborted || this.#underWay.size > 0 || this.#results.length > 0) {
      try {
        await this.#turn();
        isFailing = false;
        await this.#alarm.sleep(LOOK_EVERY_MS);
        await pause(GATHER_MS);
      } catch (error) {
        // Most likely the database is away: once is enough to be told.
        if (!isFailing) this.#logger.error(error);
        isFailing = true;
        // What could not be written down is done by whoever comes when the lease is over.
        if (this.#stop.signal.aborted) return;
        await this.#alarm.sleep(RETRY_MS);
      }
    }
  }

  /** What ended is written down while more is taken: neither waits for the other, as with two processes. */
  async #turn(): Promise<void> {
    await Promise.all([this.#settle(), this.#takeMore()]);
  }

  async #takeMore(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    // What is already in the queues goes on while a long log is looked through.
    if (await this.fanOut.follow()) this.#alarm.ring();
    const taken = await this.queue.take(this.#room());
    const made = new Map<string, Promise<Message | null>>();
    for (const delivery of taken) {
      this.#underWay.set(delivery.position, { delivery, since: performance.now() });
      void this.#deliver(delivery, made);
    }
  }

  /** Those that came meanwhile are settled next. */
  async #settle(): Promise<void> {
    const results = this.#results;
    this.#results = [];
    try {
      await this.results.settle(results);
    } catch (error) {
      this.#results.unshift(...results);
      throw error;
    }
  }

  #room(): Room {
    const all = [...this.#underWay.values()];
    const slowBefore = performance.now() - QUICK_MS;
    const healthy = all.filter(({ delivery }) => !delivery.isFailing);
    const quick = healthy.filter(({ since }) => since > slowBefore).length;
    const underWay = new Map<string, number>();
    for (const { delivery, since } of all) {
      // Who lets one wait gets no other meanwhile.
      const weight = since > slowBefore ? 1 : AT_ONCE.each;
      underWay.set(delivery.webhookId, (underWay.get(delivery.webhookId) ?? 0) + weight);
    }
    return {
      healthy: Math.max(0, Math.min(AT_ONCE.quick - quick, AT_ONCE.all - healthy.length)),
      each: AT_ONCE.each,
      failing: Math.max(0, AT_ONCE.failing - (all.length - healthy.length)),
      underWay,
    };
  }

  async #deliver(delivery: TakenDelivery, made: Map<string, Promise<Message | null>>): Promise<void> {
    try {
      const result = await this.#attempt(delivery, made);
      this.#results.push(result);
    } catch (error) {
      // It could not be made. When the lease is over it is tried again.
      this.#logger.error(error);
    } finally {
      this.#underWay.delete(delivery.position);
      this.#alarm.ring();
    }
  }

  /** @param made what the same change is to others who may have the same of it */
  async #attempt(delivery: TakenDelivery, made: Map<string, Promise<Message | null>>): Promise<Result> {
    const { position, webhookId, attempts, partnerId, sight, content, seq, kind } = delivery;
    const form = [partnerId, sight, content, seq, kind].join(' ');
    const message = made.get(form) ?? this.messages.of(delivery);
    made.set(form, message);
    const known = { position, webhookId, attempts, status: null, error: null, durationMs: 0, waitMs: 0 };
    const found = await message;
    if (!found || (found.isNothing && !delivery.isUnsure)) {
      return { ...known, ending: 'withdrawn', error: WebhookDeliveryError.WITHDRAWN, given: null };
    }
    const { body, copies } = found;
    const given = partnerId !== null && copies ? { partner: partnerId, copies } : null;
    const { signal } = this.#giveBack;
    const outcome = await this.sender.send(delivery, `msg_${delivery.id}`, body, signal);
    const { delivered, isGone, askedWaitMs, ...answer } = outcome;
    if (signal.aborted && answer.status === null) return { ...known, ending: 'givenBack', given };
    const ending = delivered ? 'delivered' : isGone ? 'gone' : 'failed';
    const waitMs = delivered ? 0 : waitAfter(attempts, askedWaitMs, Math.random());
    return { ...known, ...answer, ending, waitMs, given };
  }
}
