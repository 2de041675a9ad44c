import type { RateLimitHeaders } from '../http/rate-limit.js';

/** What a caller may do. Every route and GraphQL operation declares the one it needs, or that anyone may call it. */
export const SCOPES = [
  'content:read',
  'content:write',
  'comments:moderate',
  'syndication:read',
  'webhooks:manage',
  'admin',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks. An anonymous caller is a viewer too: one who holds no scope. */
export interface Viewer {
  /** Tells this caller from all others; null for an anonymous one. */
  readonly key: string | null;
  /** Name for the record of who did what. */
  readonly actor: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The caller's network address as far as it is trusted. Never logged, never given out. */
  readonly address: string;
  /** What the caller has left of its limit; absent where it is not counted. */
  readonly rateLimit?: RateLimitHeaders | Record<string, never>;
}

/** Whether a viewer holds a scope; `admin` holds them all. */
export const may = (viewer: Viewer, scope: Scope): boolean =>
  viewer.scopes.has(scope) || viewer.scopes.has('admin');

/** The account of a reader who is signed in elsewhere; null for guests, and for programs, which write for many. */
export const accountOf = ({ key }: Pick<Viewer, 'key'>): string | null =>
  key !== null && key.startsWith('jwt:') ? key : null;

/** Those who work for the site. */
export const isStaff = (viewer: Viewer): boolean =>
  may(viewer, 'content:write') || may(viewer, 'comments:moderate');

/**
 * For whom an answer is made. Readers see the site as its settings open it to the public; callers with `content:read`
 * see it whole; `reader@<time>` is an editor who asks what readers will see then.
 */
export type ViewerClass = 'anonymous' | 'reader' | `reader@${string}`;

/** @param asOf only for those who may write: see `viewerAt` */
export const viewerClass = (viewer: Viewer, asOf?: Date | null): ViewerClass => {
  if (asOf) return `reader@${asOf.toISOString()}`;
  return may(viewer, 'content:read') || may(viewer, 'content:write') ? 'reader' : 'anonymous';
};

/** A viewer class without its time, which is a value of the statement and not part of its text. */
export function clockOf(viewer: ViewerClass): { readonly viewer: ViewerClass; readonly asOf: string | null } {
  const [, asOf = null] = viewer.split('@');
  return asOf === null ? { viewer, asOf } : { viewer: 'reader', asOf };
}
