const SHA256 = 'sha256:';

/**
 * The id that a request names its document by: `documentId` (GraphQL over HTTP, appendix on persisted documents), or
 * `extensions.persistedQuery` as Apollo's clients send it.
 * @returns undefined without one, null for one that cannot be read
 */
export function persistedIdOf(
  extensions: Readonly<Record<string, unknown>>,
  documentId: string | null | undefined,
): string | null | undefined {
  const { persistedQuery } = extensions as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } };
  if (!persistedQuery) return typeof documentId === 'string' ? plainId(documentId) : undefined;
  const { version, sha256Hash } = persistedQuery;
  return version === 1 && typeof sha256Hash === 'string' && sha256Hash !== '' ? plainId(sha256Hash) : null;
}

/** An id without the prefix that says how it was made. */
export const plainId = (id: string): string => (id.startsWith(SHA256) ? id.slice(SHA256.length) : id);
