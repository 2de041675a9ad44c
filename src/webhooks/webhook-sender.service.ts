import { Inject, Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { notifyOutside, OutsideConnections, outsideFailure } from '../platform/http/outside-call.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { WebhookDeliveryError } from './webhook-delivery.view.js';
import { retryAfter } from './webhook-retries.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-rules.js';

const TIMEOUT_MS = 10_000;
/** What else is said in an answer is thrown away up to here, and the connection then. */
const LONGEST_ANSWER = 65_536;
const USER_AGENT = 'Broadsheet-Webhooks/1';
const GONE = 410;
/** Answers that may say when to come again. */
const ASKS_FOR_PATIENCE: ReadonlySet<number> = new Set([429, 503]);

/** Where to post, and what to sign with. */
export interface WebhookTarget {
  readonly url: string;
  readonly secretCipher: Buffer;
  /** The secret before, as long as it holds. */
  readonly formerSecretCipher: Buffer | null;
}

/** What came of an attempt. */
export interface Outcome {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error: WebhookDeliveryError | null;
  readonly durationMs: number;
  /** Whether the target wants nothing any more. */
  readonly isGone: boolean;
  /** After how many milliseconds the target asked to be tried again. */
  readonly askedWaitMs: number | null;
}

/** Posts signed messages, by the Standard Webhooks specification. */
@Injectable()
export class WebhookSenderService {
  readonly #connections = new OutsideConnections();

  constructor(
    private readonly ring: KeyRing,
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
  ) {}

  /** Lets go of the connections that are kept. */
  close(): void {
    this.#connections.close();
  }

  /**
   * One attempt; whatever comes of it is an outcome.
   * @param id of the message, the same at every attempt
   */
  async send(target: WebhookTarget, id: string, body: string, signal?: AbortSignal): Promise<Outcome> {
    const began = performance.now();
    const limits = {
      ...{ timeoutMs: TIMEOUT_MS, maxBytes: LONGEST_ANSWER, connections: this.#connections, signal },
      allowPrivate: this.options.allowPrivate,
    };
    const ended = { delivered: false, isGone: false, askedWaitMs: null };
    try {
      const { status, ...answer } = await notifyOutside(
        target.url,
        body,
        this.headers(target, id, body),
        limits,
      );
      const delivered = status >= 200 && status < 300;
      const asked = ASKS_FOR_PATIENCE.has(status) ? retryAfter(answer.retryAfter, Date.now()) : null;
      return {
        ...{ delivered, status, error: delivered ? null : errorOf(status), durationMs: since(began) },
        ...{ isGone: status === GONE, askedWaitMs: asked },
      };
    } catch (error) {
      return { ...ended, status: null, error: FAILURES[outsideFailure(error)], durationMs: since(began) };
    }
  }

  private headers(target: WebhookTarget, id: string, body: string): Record<string, string> {
    const now = new Date();
    const ciphers = [target.secretCipher, ...(target.formerSecretCipher ? [target.formerSecretCipher] : [])];
    const signatures = ciphers.map((cipher) =>
      new Webhook(this.ring.decrypt('webhook-secret', cipher)).sign(id, now, body),
    );
    return {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signatures.join(' '),
    };
  }
}

const FAILURES = {
  timeout: WebhookDeliveryError.TIMEOUT,
  unreachable: WebhookDeliveryError.UNREACHABLE,
  notPublic: WebhookDeliveryError.NOT_PUBLIC,
  tls: WebhookDeliveryError.TLS,
} as const;

const errorOf = (status: number): WebhookDeliveryError =>
  status >= 300 && status < 400 ? WebhookDeliveryError.REDIRECT : WebhookDeliveryError.STATUS;

const since = (began: number): number => Math.round(performance.now() - began);
