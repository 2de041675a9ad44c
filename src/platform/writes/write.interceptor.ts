import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { print } from 'graphql';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type Call, callOf } from '../api/call.js';
import type { Viewer } from '../api/viewer.js';
import { Database } from '../database/database.js';
import { addressKey } from '../http/rate-limit.js';
import { pathOf } from '../http/target.js';
import { KeyRing } from '../secrets/key-ring.js';
import { KeptAnswers, type Outcome } from './kept-answers.service.js';
import { READ_AFTER, readAfterToken } from './read-after.js';

/** Headers of an answer to a write that belong to it, and are given again with it. */
const OWN_HEADERS = ['location', 'etag'] as const;

interface Written {
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What every write has in common: it may be repeated safely, no cache keeps it, and it tells how far to read. */
@Injectable()
export class WriteInterceptor implements NestInterceptor {
  constructor(
    private readonly kept: KeptAnswers,
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.write(callOf(context), () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }

  private async write(call: Call, work: () => Promise<unknown>): Promise<unknown> {
    void call.reply?.header('cache-control', 'no-store');
    const key = call.request?.headers['idempotency-key'];
    const isKeyed = typeof key === 'string' && (call.field !== null || call.request?.method === 'POST');
    const value = isKeyed ? await this.writeOnce(call, key, work) : await work();
    const position = await this.database.position();
    // What GraphQL goes on to read for the answer sees the write too.
    this.database.mustSee(position);
    void call.reply?.header(READ_AFTER, readAfterToken(position));
    return value;
  }

  private async writeOnce(call: Call, key: string, work: () => Promise<unknown>): Promise<unknown> {
    const request = { caller: this.callerName(call.viewer), key, ...contentOf(call) };
    const { answer, isRepeated } = await this.kept.once(request, () => outcomeOf(call, work));
    if (isRepeated) void call.reply?.headers({ ...answer.headers, 'idempotency-replayed': 'true' });
    return answer.value;
  }

  /** An anonymous caller is known by its address, of which nothing is kept that could be read. */
  private callerName({ key, address }: Viewer): string {
    return key ?? `anonymous:${this.ring.index('kept-answer', addressKey(address)).toString('base64url')}`;
  }
}

async function outcomeOf({ reply, field }: Call, work: () => Promise<unknown>): Promise<Outcome<Written>> {
  const value = await work();
  const headers = Object.fromEntries(
    OWN_HEADERS.flatMap((name) => {
      const header = field ? undefined : reply?.getHeader(name);
      return header === undefined ? [] : [[name, String(header)]];
    }),
  );
  return { answer: { value, headers }, isDone: !(field && isRefusal(value)) };
}

/** A mutation says in its payload what it was refused with. */
const isRefusal = (value: unknown): boolean =>
  ((value as { errors?: readonly unknown[] } | null)?.errors?.length ?? 0) > 0;

/** Where a write goes and all that it says: of GraphQL the one field, since an operation may have several. */
function contentOf({ request, field }: Call): { path: string; content: string } {
  if (field) {
    const { info, args } = field;
    const selections = info.fieldNodes.map(print);
    const fragments = Object.values(info.fragments).map(print);
    return {
      path: `${info.parentType.name}.${String(info.path.key)}`,
      content: JSON.stringify([args, selections, fragments, info.variableValues]),
    };
  }
  const said = [request?.query, request?.headers['if-match'] ?? null, request?.body ?? null];
  return { path: pathOf(request?.url), content: JSON.stringify(said) };
}
