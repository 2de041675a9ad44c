import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

/** Mail servers get half a minute to say something: what takes an hour was begun by a process that is gone. */
const STUCK = sql`n.state = 'sending' and n.claimed_at < now() - interval '1 hour'`;
const LOOK_EVERY_MS = 60 * 60 * 1_000;
/** Ids that the log names. */
const NAMED = 20;

/** An e-mail of which nobody knows whether it went out. */
export interface StuckNotice {
  readonly id: string;
  readonly kind: 'reply' | 'confirmation';
  /** When somebody began to send it, the last time. */
  readonly since: Date;
  /** The comment whose author it goes to; null when the address behind it was erased. */
  readonly commentId: string | null;
}

/**
 * E-mails whose process died while it sent them. They are not sent again, since they may have gone out: it is for the
 * operator to say, who hears of them here.
 */
@Injectable()
export class StuckNoticesService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(StuckNoticesService.name);
  readonly #turns = new Every(LOOK_EVERY_MS, () => this.report(), StuckNoticesService);

  constructor(
    private readonly database: Database,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.background) return;
    // A server that cannot report serves all the same.
    await this.report().catch((error: unknown) => this.#logger.error(error));
    this.#turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#turns.stop();
  }

  /** Writes into the log which there are, if there are any. */
  async report(): Promise<void> {
    const stuck = await this.find();
    if (stuck.length === 0) return;
    const ids = stuck.slice(0, NAMED).map(({ id }) => id);
    const more = stuck.length > NAMED ? ` and ${stuck.length - NAMED} more` : '';
    this.#logger.warn(
      `E-mails of which nobody knows whether they went out: ${stuck.length} (${ids.join(', ')}${more}). ` +
        'The command "notifications stuck" lists them; docs/privacy.md says what can be done.',
    );
  }

  /** The oldest first. */
  find(): Promise<StuckNotice[]> {
    return this.database.query<StuckNotice>(
      sql`select id, case when reply_id is null then 'confirmation' else 'reply' end as kind, claimed_at as since,
          subscription_id as "commentId"
        from notification n where ${STUCK} order by claimed_at, id`,
    );
  }

  /**
   * Has a server send it, on the operator's word that it may come a second time, as if the mail server had not taken it.
   * Where nobody wants it any more, or confirmed the address meanwhile, it is dropped.
   * @returns null where none is stuck by this id, or where nothing is known any more of whom it is for
   */
  async resend(id: string): Promise<'asked' | 'dropped' | null> {
    // The clock of the process that asks again may be a little behind the database's.
    const [asked] = await this.database.query<{ state: string }>(
      sql`with settled as (
          update notification n set state = case
            when s.ended_at is null and (r.confirmed_at is null) = (n.reply_id is null) then 'delayed' else 'dropped' end
          from notification_subscription s, notification_recipient r
          where n.id = ${id}::uuid and ${STUCK}
            and s.comment_id = n.subscription_id and r.email_index = n.email_index
          returning n.email_index, n.subscription_id, n.reply_id, n.state
        ), again as (
          select * from settled where state = 'delayed'
        ), unasked as (
          update notification_recipient r set ask_from = now() - interval '1 minute'
          from again where again.reply_id is null and r.email_index = again.email_index
        ), job as (
          select graphile_worker.add_job(
            case when reply_id is null then 'askForConfirmation' else 'notifyOfReply' end,
            case when reply_id is null then json_build_object('commentId', subscription_id)
              else json_build_object('replyId', reply_id) end, max_attempts := 12)
          from again
        )
        select state, (select count(*) from job) from settled`,
    );
    if (!asked) return null;
    return asked.state === 'dropped' ? 'dropped' : 'asked';
  }

  /** Leaves it at that: nothing is sent, and it is listed no more. @returns false where none is stuck by this id */
  async dismiss(id: string): Promise<boolean> {
    const dismissed = await this.database.query(
      sql`update notification n set state = 'unknown' where id = ${id}::uuid and ${STUCK} returning id`,
    );
    return dismissed.length > 0;
  }
}
