import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { DomainError } from '../platform/api/errors.js';
import type { Answer } from '../platform/api/read-plans.js';
import { OutdatedQuery } from '../partners/outdated.query.js';
import { sightOf, type ViewerClass } from '../platform/api/viewer.js';
import { LOG_DAYS } from '../platform/changes/change-retention.service.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { type ChangeCursor, ChangeCursors, type ChangePosition, type Follower } from './change-cursor.js';
import type { ChangePage } from './change-page.view.js';
import { type ChangesRequest, ChangesQuery, type PageOfChanges, type Place } from './changes.query.js';
import { cursorTooOld, rightsChanged } from './syndication.errors.js';

export interface AskedChanges {
  readonly viewer: ViewerClass;
  /** The cursor of the answer before; absent for the current state. */
  readonly after?: string | null;
  readonly limit: number;
}

/** What is asked of the log for a call, and who asks. */
interface Begun {
  readonly request: ChangesRequest;
  readonly follower: Follower;
}

/**
 * One protocol for the current state and what becomes of it. The end of the log is noted first, then the stories are read by
 * their ids, a page at a time; what changed meanwhile comes after it in the log, whose order is that of commit. So nothing
 * is left out, and what is read twice is the same.
 */
@Injectable()
export class ChangesService {
  readonly #cursors: ChangeCursors;

  constructor(
    private readonly changes: ChangesQuery,
    private readonly outdated: OutdatedQuery,
    keys: KeyRing,
  ) {
    this.#cursors = new ChangeCursors(keys);
  }

  /** @throws DomainError INVALID_CURSOR, CURSOR_MISMATCH, CURSOR_EXPIRED, UNKNOWN_PARAMETER */
  async page(asked: AskedChanges, fields?: readonly string[]): Promise<Answer> {
    const begun = await this.begin(asked);
    const { place, items } = await this.changes.page(begun.request, fields);
    const { cursor, hasMore } = await this.end(begun, place);
    return { json: `{"items": ${items}, "cursor": "${cursor}", "hasMore": ${hasMore}}`, updated: null };
  }

  /** @throws DomainError INVALID_CURSOR, CURSOR_MISMATCH, CURSOR_EXPIRED */
  async pageInGraphql(info: GraphQLResolveInfo, asked: AskedChanges): Promise<object> {
    const begun = await this.begin(asked);
    const { place, items }: PageOfChanges<object[]> = await this.changes.pageInGraphql(info, begun.request);
    return { items, ...(await this.end(begun, place)) };
  }

  private async begin({ viewer, after, limit }: AskedChanges): Promise<Begun> {
    const cursor = typeof after === 'string' ? this.#cursors.read(after) : null;
    const { oldest, rights } = await this.changes.state(viewer);
    const follower = { name: nameOf(viewer), rights };
    if (cursor) check(cursor, follower, oldest);
    return { request: { viewer, position: cursor?.position ?? BEGINNING, limit }, follower };
  }

  private async end({ request, follower }: Begun, place: Place): Promise<Omit<ChangePage, 'items'>> {
    const position = next(request.position, place);
    const { partner, isGiven } = sightOf(request.viewer);
    const isStateRead = request.position.state !== null && position.state === null;
    if (partner !== null && isGiven && isStateRead) await this.outdated.hasReadState(partner);
    const hasMore = place.more || (position.state === null && position.seq < place.end);
    return { cursor: this.#cursors.write({ position, follower }), hasMore };
  }
}

const BEGINNING: ChangePosition = { seq: -1, state: '' };

/** Where the next page begins. The log goes on from where it ended when the first story of the state was read. */
function next({ seq, state }: ChangePosition, { last, more, end }: Place): ChangePosition {
  if (state === null) return { seq: Number(last), state };
  const since = seq === BEGINNING.seq ? end : seq;
  return { seq: since, state: more && typeof last === 'string' ? last : null };
}

/** Partners by their id; all others that see the same are one. */
const nameOf = (viewer: ViewerClass): string => sightOf(viewer).partner ?? sightOf(viewer).viewer;

function check({ position, follower }: ChangeCursor, { name, rights }: Follower, oldest: number): void {
  if (follower.name !== name) throw cursorOfAnother();
  if (follower.rights !== rights) throw rightsChanged();
  if (position.seq < oldest - 1) throw cursorTooOld(LOG_DAYS);
}

const cursorOfAnother = (): DomainError =>
  new DomainError('CURSOR_MISMATCH', 400, 'after belongs to somebody who may have other stories.', {
    errors: [{ pointer: 'after', code: 'CURSOR_MISMATCH', detail: 'Start again without a cursor.' }],
  });
