import { Slot } from '../database/sql.js';
import { listMark, readCursor, type Position, type Sort } from './cursor.js';
import { invalidParameter } from './errors.js';

/** How many items a page has when the caller does not say, and at most. */
export const PAGE_SIZE = { default: 20, max: 100 } as const;

/** Which part of a list is asked for: from the front (`first`, `after`) or from the back (`last`, `before`). */
export interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  /** What the caller calls the page size: `first` in GraphQL, `limit` in REST. */
  readonly sizeName?: string;
}

/** A page request that was checked, with its cursors read. */
export interface Page {
  readonly size: number;
  readonly backward: boolean;
  readonly after: Position | null;
  readonly before: Position | null;
  /** What the cursors of the answer belong to. */
  readonly mark: unknown;
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/**
 * Checks a page request against the list it is made for.
 * @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH
 */
export function readPage(
  request: PageRequest,
  sort: Pick<Sort, 'name' | 'type' | 'isFrozen'>,
  filter: unknown,
): Page {
  const { first, last, after, before, sizeName = 'first' } = request;
  checkSize(first, sizeName);
  checkSize(last, 'last');
  if (isGiven(first) && isGiven(last))
    throw invalidParameter('last', 'Ask for first or for last, not for both.');
  const mark = listMark(sort.name, filter);
  const backward = isGiven(last) || (isGiven(before) && !isGiven(first) && !isGiven(after));
  return {
    size: (backward ? last : first) ?? PAGE_SIZE.default,
    backward,
    after: isGiven(after) ? readCursor(after, mark, sort, 'after') : null,
    before: isGiven(before) ? readCursor(before, mark, sort, 'before') : null,
    mark,
  };
}

/** @throws DomainError INVALID_PARAMETER when the size of a page is not from 1 to 100 */
export function checkSize(size: number | null | undefined, name: string): void {
  if (isGiven(size) && (!Number.isInteger(size) || size < 1 || size > PAGE_SIZE.max)) {
    throw invalidParameter(name, `${name} must be a whole number from 1 to ${PAGE_SIZE.max}.`);
  }
}

/**
 * The same page with its cursors as slots, so that one statement serves every page of this form.
 * `form` tells this statement from those of other forms.
 */
export function slotted(page: Page): { page: Page; slots: Record<string, unknown>; form: string } {
  const at = (name: string, position: Position | null) =>
    position && { key: new Slot(`${name}Key`), id: new Slot(`${name}Id`), at: new Slot(`${name}At`) };
  return {
    page: {
      ...page,
      after: at('after', page.after),
      before: at('before', page.before),
      mark: new Slot('mark'),
    },
    slots: {
      mark: page.mark,
      afterKey: page.after?.key,
      afterId: page.after?.id,
      afterAt: page.after?.at,
      beforeKey: page.before?.key,
      beforeId: page.before?.id,
    },
    form: `${page.size} ${page.backward ? 'back' : ''}${page.after ? ' after' : ''}${page.before ? ' before' : ''}`,
  };
}
