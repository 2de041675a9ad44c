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

/** Readers see the site as its settings open it to the public; callers with `content:read` see it whole. */
export type ViewerClass = 'anonymous' | 'reader';

export const viewerClass = (viewer: Viewer): ViewerClass =>
  may(viewer, 'content:read') ? 'reader' : 'anonymous';
