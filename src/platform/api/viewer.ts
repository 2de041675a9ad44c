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
  /** Name of the key the caller came with, for the record; null for an anonymous caller. */
  readonly key: string | null;
  readonly scopes: ReadonlySet<Scope>;
  /** The caller's network address as far as it is trusted. Never logged, never given out. */
  readonly address: string;
}

/** Whether a viewer holds a scope; `admin` holds them all. */
export const may = (viewer: Viewer, scope: Scope): boolean =>
  viewer.scopes.has(scope) || viewer.scopes.has('admin');

/** Readers see the site as its settings open it to the public; callers with `content:read` see it whole. */
export type ViewerClass = 'anonymous' | 'reader';

export const viewerClass = (viewer: Viewer): ViewerClass =>
  may(viewer, 'content:read') ? 'reader' : 'anonymous';
