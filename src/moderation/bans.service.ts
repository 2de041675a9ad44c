import { emailIndex } from '../platform/secrets/email-index.js';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type DomainError, invalidInput } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { networkOf } from '../platform/http/network.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import type { BanCommenterInput } from './ban.inputs.js';
import { bannableNetwork } from './ban-network.js';
import { BanKind } from './ban.view.js';
import { banNotFound } from './moderation.errors.js';

/** Who bans, and when. */
export interface Banning {
  readonly actor: string;
  readonly now: Date;
}

/** What somebody is known by. */
type Target =
  | { readonly kind: BanKind.NETWORK; readonly network: string }
  | { readonly kind: BanKind.EMAIL | BanKind.READER; readonly identityIndex: Buffer };

interface Identity {
  readonly email: Buffer;
  readonly subject: Buffer | null;
  readonly addressCipher: Buffer | null;
}

/** Says whose comments are not taken. Who is banned is kept by HMAC alone, and never told. */
@Injectable()
export class BansService {
  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {}

  /**
   * Bans somebody. A comment stands for whoever wrote it, of whom the caller is told nothing.
   * @returns id of the ban
   * @throws DomainError INVALID_INPUT for an end that has passed, for anything but one target, for a range that is too
   * wide, too narrow or none, and for a comment that is not there or says nothing of the target
   */
  async ban(input: BanCommenterInput, { actor, now }: Banning): Promise<string> {
    const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
    if (expiresAt && expiresAt <= now) {
      throw refusal('/expiresAt', 'INVALID', 'expiresAt must be in the future.');
    }
    const target = await this.targetOf(input);
    const id = uuidv7();
    const network = target.kind === BanKind.NETWORK ? target.network : null;
    const identityIndex = target.kind === BanKind.NETWORK ? null : target.identityIndex;
    await this.database.query(
      sql`insert into comment_ban (id, kind, identity_index, network, reason, created_by, created_at, expires_at)
        values (${id}, ${target.kind}, ${identityIndex}, ${network}, ${input.reason}, ${actor}, ${now}, ${expiresAt})`,
    );
    return id;
  }

  /**
   * Lifts a ban; one that was lifted stays so from when it was.
   * @throws DomainError BAN_NOT_FOUND
   */
  async lift(id: string, { actor, now }: Banning): Promise<void> {
    if (!isUuid(id)) throw banNotFound();
    const found = await this.database.query(
      sql`update comment_ban set lifted_by = coalesce(lifted_by, ${actor}), lifted_at = coalesce(lifted_at, ${now})
        where id = ${id}::uuid returning id`,
    );
    if (found.length === 0) throw banNotFound();
  }

  private async targetOf({ email, network, commentId, target }: BanCommenterInput): Promise<Target> {
    const given = [email, network, commentId].filter((one) => one !== null && one !== undefined);
    if (given.length !== 1) {
      throw refusal('', 'INVALID', 'Name one of email, network and commentId, and no other.');
    }
    if (Boolean(commentId) !== Boolean(target)) {
      throw refusal('/target', commentId ? 'REQUIRED' : 'INVALID', 'target goes with commentId.');
    }
    if (commentId && target) return this.writerOf(commentId, target);
    if (email) return { kind: BanKind.EMAIL, identityIndex: emailIndex(this.ring, email) };
    const range = bannableNetwork(network ?? '');
    if (range === null) throw refusal('/network', 'INVALID', RANGES);
    return { kind: BanKind.NETWORK, network: range };
  }

  private async writerOf(commentId: string, target: BanKind): Promise<Target> {
    const [identity] = await this.database.query<Identity & Record<string, unknown>>(
      sql`select email_index as email, subject_index as subject, address_cipher as "addressCipher"
        from comment_identity where comment_id = ${commentId}::uuid`,
    );
    if (!identity) {
      const detail = 'There is no such comment, or nothing is kept of who wrote it.';
      throw refusal('/commentId', 'NOT_FOUND', detail);
    }
    const { email, subject, addressCipher } = identity;
    const network = addressCipher && this.networkIn(addressCipher);
    if (target === BanKind.EMAIL) return { kind: target, identityIndex: email };
    if (target === BanKind.READER && subject) return { kind: target, identityIndex: subject };
    if (target === BanKind.NETWORK && network) return { kind: target, network };
    throw invalidInput([
      { pointer: '/target', code: 'INVALID', detail: 'This is not known of who wrote it.' },
    ]);
  }

  /** What was stored of an address may be narrower than what may be kept. */
  private networkIn(cipher: Buffer): string | null {
    return networkOf(this.ring.decrypt('comment-address', cipher).split('/')[0] as string);
  }
}

const refusal = (pointer: string, code: string, detail: string): DomainError =>
  invalidInput([{ pointer, code, detail }]);

const RANGES = 'network must be a range in CIDR notation: of IPv4 from /8 to /24, of IPv6 from /16 to /48.';
