import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { forbidden, unauthenticated } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { may, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { noExportsLeft, notAPlace, tooManyExports } from './export.errors.js';
import { type ExportFilter, ExportQuery, type ExportRequest } from './export.query.js';

/** Exports that are read at once: by one key, and in one process. */
export const MOST_EXPORTS = { key: 2, process: 8 } as const;

export interface AskedExport {
  readonly viewer: Viewer;
  /** Who asks, as it was said. */
  readonly authorization: string | undefined;
  readonly filter: ExportFilter;
  readonly everything: boolean;
  readonly comments: boolean;
  /** Id of the story that it goes on after. */
  readonly after: string | undefined;
}

/** The exports of this process: who may have which, and how many there are. */
@Injectable()
export class ExportsService {
  /** Exports under way, by the keys of those who read them. */
  readonly #open: string[] = [];

  constructor(
    private readonly query: ExportQuery,
    private readonly access: AccessService,
  ) {}

  /** Exports that are being read. */
  get count(): number {
    return this.#open.length;
  }

  /**
   * What is to be read for this caller.
   * @throws DomainError FORBIDDEN for those who ask for more than they may have, INVALID_CURSOR
   */
  requestOf({ viewer, filter, everything, comments, after }: AskedExport): ExportRequest {
    if (everything) demand(viewer, 'content:write');
    if (comments) demand(viewer, 'comments:moderate');
    if (after !== undefined && !isUuid(after)) throw notAPlace();
    return { viewer: viewerClass(viewer), filter, everything, comments, after: after?.toLowerCase() ?? null };
  }

  /**
   * The lines, as they are asked for. Who is not known any more gets no further.
   * @throws DomainError before the first line TOO_MANY_EXPORTS, UNAVAILABLE; UNAUTHENTICATED later
   */
  async *lines(asked: AskedExport, request: ExportRequest): AsyncGenerator<string> {
    const key = asked.viewer.key ?? '';
    this.#admit(key);
    try {
      let isFirst = true;
      for await (const { text } of this.query.batches(request)) {
        // Nothing at all is an answer too. Later on an empty part would say nothing.
        if (isFirst || text !== '') yield text;
        isFirst = false;
        const { authorization } = asked;
        if (!(await this.access.isKnown({ headers: { authorization } }))) {
          throw unauthenticated('The key is not known.', 'invalid_token');
        }
      }
    } finally {
      this.#open.splice(this.#open.indexOf(key), 1);
    }
  }

  #admit(key: string): void {
    if (this.#open.filter((open) => open === key).length >= MOST_EXPORTS.key) {
      throw tooManyExports(MOST_EXPORTS.key);
    }
    if (this.#open.length >= MOST_EXPORTS.process) throw noExportsLeft();
    this.#open.push(key);
  }
}

/** A partner has what was agreed with it, whatever else its key allows. */
function demand(viewer: Viewer, scope: 'content:write' | 'comments:moderate'): void {
  if (viewer.partner || !may(viewer, scope)) throw forbidden(scope);
}
