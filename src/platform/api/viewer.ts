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
  /** Id of the partner whose rights the caller has; absent for everybody else. */
  readonly partner?: string | null;
  /** Whether the caller is answered without a body, so that it is given nothing. */
  readonly isHead?: boolean;
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
 * see it whole; `reader@<time>` is an editor who asks what readers will see then. `partner@<id>` is somebody who takes
 * stories over: what they may have follows from the stories' rights and from theirs; `partner@` has no others than these.
 */
export type ViewerClass = 'anonymous' | 'reader' | `reader@${string}` | 'partner' | `partner@${string}`;

/** Behind the id of a partner that is given nothing with the answer. */
const HEAD = '#head';

/** @param asOf only for those who may write: see `viewerAt` */
export const viewerClass = (viewer: Viewer, asOf?: Date | null): ViewerClass => {
  if (asOf) return `reader@${asOf.toISOString()}`;
  if (viewer.partner) return `partner@${viewer.partner}${viewer.isHead ? HEAD : ''}`;
  if (may(viewer, 'content:read') || may(viewer, 'content:write')) return 'reader';
  return may(viewer, 'syndication:read') ? 'partner@' : 'anonymous';
};

/** What a statement is composed for, and the values that tell viewers of one kind apart: they are no part of its text. */
export interface Sight {
  readonly viewer: 'anonymous' | 'reader' | 'partner';
  readonly asOf: string | null;
  readonly partner: string | null;
  /** Whether what the answer holds is given to the partner. */
  readonly isGiven: boolean;
}

/** A viewer class without its time or its id. */
export function sightOf(viewer: ViewerClass): Sight {
  const [kind, value = ''] = viewer.split('@') as [Sight['viewer'], string | undefined];
  const isHead = value.endsWith(HEAD);
  return {
    viewer: kind,
    asOf: (kind === 'reader' && value) || null,
    partner: (kind === 'partner' && (isHead ? value.slice(0, -HEAD.length) : value)) || null,
    isGiven: !isHead,
  };
}

/** Whether the viewer is somebody who takes stories over. */
export const isPartner = (viewer: ViewerClass): boolean => sightOf(viewer).viewer === 'partner';
