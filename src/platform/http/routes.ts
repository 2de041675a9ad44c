import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The methods that a path answers to, for `Allow` (RFC 9110, section 10.2.1), OPTIONS included.
 * Empty when no route matches the path at all.
 */
export function allowedMethods(server: FastifyInstance, path: string): string[] {
  const methods: string[] = METHODS.filter((method) => server.findRoute({ method, url: path }) !== null);
  return methods.length === 0 ? methods : [...methods, 'OPTIONS'];
}
