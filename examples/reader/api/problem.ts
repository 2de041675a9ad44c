export interface Fault {
  /** JSON Pointer to the faulty part of what was sent, such as `/email`. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What the API says when it refuses (RFC 9457), or what stands for it when the API does not answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly more: {
      readonly code?: string;
      readonly errors?: readonly Fault[];
      /** Why a story was withdrawn. */
      readonly notice?: string | null;
      /** Seconds. */
      readonly retryAfter?: string | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`${status} ${more.code ?? ''} ${detail}`, { cause: more.cause });
  }
}

/** The problem that an answer of the API carries. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = response.headers.get('retry-after');
  const body = (await response.json().catch(() => ({}))) as Partial<Problem['more']> & { detail?: string };
  // What fails inside the API is a bad gateway to our readers; that it has no time now is theirs to know.
  const status = response.status >= 500 && response.status !== 503 ? 502 : response.status;
  return new Problem(status, body.detail ?? response.statusText, { ...body, retryAfter });
}

/** The problem that stands for an API which did not answer: 504 when it was too slow, else 502. */
export const awayProblem = (cause: unknown): Problem =>
  cause instanceof DOMException && cause.name === 'TimeoutError'
    ? new Problem(504, 'The API did not answer in time.', { cause })
    : new Problem(502, 'The API cannot be reached.', { cause });
