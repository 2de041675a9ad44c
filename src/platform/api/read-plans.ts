import { Inject, Injectable } from '@nestjs/common';
import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import { tagsOfMarks, takeMarks } from '../cache/marks.js';
import { Reads } from '../cache/reads.js';
import { type Tag, tagOf } from '../cache/tag.js';
import { Database, type ReadOptions } from '../database/database.js';
import { compile, type CompiledSql, type Sql, withClock } from '../database/sql.js';
import { textFault } from '../http/body-guard.js';
import { type Copies, type CopyLedger, takeCopies } from './copies.js';
import { invalidParameter } from './errors.js';
import { graphqlSelection, selectionKey } from './graphql-selection.js';
import {
  ADDRESSES,
  type Addresses,
  ReadContext,
  SHOWN_SETTINGS,
  type ShownSettings,
} from './read-context.js';
import type { Selection } from './selection.js';
import { type Sight, sightOf, type ViewerClass } from './viewer.js';

/**
 * Composes the statement for a selection. It selects `json`, and for a single resource `updated`; `version` too where
 * the caller may base a change on it.
 */
export type Compose = (selection: Selection, read: ReadContext) => Sql;
type Slots = Readonly<Record<string, unknown>>;

/** How many statements are kept composed for one place in one document, by the variables that shape it. */
const PLANS_A_FIELD = 50;
const REST_PLANS = 500;

export interface Answer {
  readonly json: string;
  /** When the resource last changed; null for lists. */
  readonly updated: Date | null;
  /** Whether it is for the caller and this moment alone, so that nobody may keep it. */
  readonly momentary?: boolean;
  /** The version that those who write base their changes on; absent in what others read. */
  readonly version?: number | null;
  /** What it was made from, in what anonymous callers read. */
  readonly tags?: readonly Tag[];
  /** What a partner is given with it, where the caller records that. */
  readonly copies?: Copies;
}

/** A statement that was composed, and what its answers are made from beside what they say themselves. */
interface Plan {
  readonly statement: CompiledSql;
  /** Whether answers bear marks. */
  readonly isMarked: boolean;
  /** Whether they may be kept until what they are made from changes. */
  readonly isKept: boolean;
  readonly tags: readonly Tag[];
  readonly tagsOfNothing: readonly Tag[];
}

export interface PlanRequest {
  /** Tells this statement from all others: everything that shapes its text, but the viewer, is part of it. */
  readonly key: string;
  readonly viewer: ViewerClass;
  readonly selection: Selection;
  readonly slots?: Slots;
  /** `true` for one of the program's own closed set of statements. */
  readonly fixed?: boolean;
  /** `true` for what has to hold everything that was ever committed, or changes something: no replica answers it. */
  readonly exact?: boolean;
  /** `false` where it is not sure that the partner gets the answer: the caller records its copies once it is. */
  readonly recordsCopies?: boolean;
}

/**
 * Composes statements once and runs them many times: the database makes the JSON of the whole answer, whichever
 * transport asks. REST sends that text as it is; GraphQL parses it.
 */
@Injectable()
export class ReadPlans {
  readonly #rest = new LRUCache<string, Plan>({ max: REST_PLANS });
  readonly #graphql = new WeakMap<object, LRUCache<string, Plan>>();
  #ledger: CopyLedger | null = null;

  constructor(
    private readonly database: Database,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
    @Inject(SHOWN_SETTINGS) private readonly settings: ShownSettings,
  ) {}

  /** Has the copies written down that partners are given. */
  tellOfCopies(ledger: CopyLedger): void {
    this.#ledger = ledger;
  }

  /** The JSON text that a statement gives, or null when it has no row. */
  async rest(
    { key, viewer, selection, slots = {}, fixed, exact = false, recordsCopies = true }: PlanRequest,
    compose: Compose,
  ): Promise<Answer | null> {
    const sight = sightOf(viewer);
    const fullKey = `${sight.viewer} ${sight.asOf === null} ${key}`;
    let plan = this.#rest.get(fullKey);
    if (!plan) {
      plan = this.#plan(compose, selection, sight);
      this.#rest.set(fullKey, plan);
    }
    const row = await this.#run(plan, {
      naming: fixed && sight.asOf === null ? 'fixed' : 'popular',
      slots: withSight(slots, sight),
      replica: !exact,
    });
    if (!row) return null;
    if (recordsCopies || sight.viewer !== 'partner')
      return answerOf(await this.#noted(row, sight), plan, sight.asOf !== null);
    const { json, copies } = takeCopies(row.json);
    return { ...answerOf({ ...row, json }, plan, sight.asOf !== null), copies };
  }

  /**
   * The value of a GraphQL field and of all that was selected below it, or null when there is no row. The plan is
   * kept with the parsed document: a client that sends the same text again pays for composing once.
   * @param form tells apart statements that the field's own arguments shape
   */
  async graphql<T>(
    info: GraphQLResolveInfo,
    {
      viewer,
      slots,
      form = '',
      type,
      exact = false,
    }: { viewer: ViewerClass; slots: Slots; form?: string; type?: GraphQLObjectType; exact?: boolean },
    compose: Compose,
  ): Promise<T | null> {
    const place = info.fieldNodes[0] as object;
    const plans = this.#graphql.get(place) ?? new LRUCache<string, Plan>({ max: PLANS_A_FIELD });
    this.#graphql.set(place, plans);
    const sight = sightOf(viewer);
    const key = `${sight.viewer} ${sight.asOf === null} ${form} ${selectionKey(info)}`;
    let plan = plans.get(key);
    if (!plan) {
      plan = this.#plan(compose, graphqlSelection(info, type), sight);
      plans.set(key, plan);
    }
    const options = { naming: 'popular', slots: withSight(slots, sight), replica: !exact } as const;
    const row = await this.#run(plan, options);
    if (info.rootValue instanceof Reads) info.rootValue.note(info.path, graphqlTags(row, plan, sight.asOf));
    return row && (JSON.parse((await this.#noted(row, sight)).json) as T);
  }

  #plan(compose: Compose, selection: Selection, { viewer, asOf }: Sight): Plan {
    const read = new ReadContext(viewer, this.addresses, this.settings);
    const statement = compose(selection, read);
    return {
      statement: compile(asOf === null ? statement : withClock(statement, 'asOf')),
      isMarked: viewer === 'anonymous',
      isKept: viewer === 'anonymous' && read.isKept,
      tags: [...read.tags].map(tagOf),
      tagsOfNothing: [...read.tagsOfNothing].map(tagOf),
    };
  }

  async #noted(row: Row, { viewer, partner, isGiven }: Sight): Promise<Row> {
    if (viewer !== 'partner') return row;
    const { json, copies } = takeCopies(row.json);
    if (partner !== null && isGiven && copies.given.size + copies.ended.size > 0)
      await this.#ledger?.(partner, copies);
    return { ...row, json };
  }

  async #run({ statement }: Plan, options: ReadOptions): Promise<Row | null> {
    refuseUnsafe(options.slots ?? {});
    const [row] = await this.database.read<Row>(statement, options);
    return row?.json ? row : null;
  }
}

function answerOf(row: Row, plan: Plan, momentary: boolean): Answer {
  const { json, updated = null, version = null } = row;
  if (!plan.isMarked) return { json, updated, version, ...(momentary ? { momentary } : {}) };
  const { json: bare, tags } = takeMarks(json);
  for (const tag of plan.tags) tags.add(tag);
  return { json: bare, updated, version, ...(plan.isKept ? { tags: [...tags] } : {}) };
}

/** What a field of GraphQL was made from; null where that is not known, or is for the caller alone. */
function graphqlTags(row: Row | null, plan: Plan, asOf: string | null): Iterable<Tag> | null {
  if (asOf !== null || !plan.isKept) return null;
  // Nobody knows when there will be something, unless the statement says so.
  if (!row && plan.tagsOfNothing.length === 0) return null;
  return [...plan.tags, ...(row ? tagsOfMarks(row.json) : plan.tagsOfNothing)];
}

/** The values of a statement, with those that tell its viewer from others of the same kind. */
const withSight = (slots: Slots, { viewer, asOf, partner }: Sight): Slots => ({
  ...slots,
  ...(asOf === null ? {} : { asOf }),
  ...(viewer === 'partner' ? { partner } : {}),
});

interface Row {
  readonly json: string;
  readonly updated?: Date | null;
  readonly version?: number | null;
}

/** A NUL, which no text column can hold, is a caller's fault: JSON can carry what a URL of ours cannot. */
function refuseUnsafe(slots: Slots): void {
  for (const [name, value] of Object.entries(slots)) {
    const fault = typeof value === 'string' ? textFault(value) : undefined;
    if (fault !== undefined) throw invalidParameter(name, `${name} ${fault}.`);
  }
}
