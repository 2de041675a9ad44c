import { GraphQLError } from 'graphql';
import { DomainError } from '../api/errors.js';
import { statusOf } from './error-format.js';

/** A request that is refused as a whole: none of its operation ran. */
export class Refused extends Error {
  /**
   * @param errors as they were raised; what clients see of them is for the `ErrorFormatter`
   * @param status of HTTP
   */
  constructor(
    readonly errors: readonly GraphQLError[],
    readonly status = 400,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super('The request is refused.');
  }

  /** Anything thrown before execution: an expected failure has a status of its own, everything else is our fault. */
  static because(error: unknown): Refused {
    if (error instanceof Refused) return error;
    const status = error instanceof GraphQLError ? 400 : (statusOf(error) ?? 500);
    const cause = error instanceof Error ? error : new Error(String(error));
    const fault =
      cause instanceof GraphQLError ? cause : new GraphQLError(cause.message, { originalError: cause });
    return new Refused([fault], status, error instanceof DomainError ? error.headers : {});
  }
}

/** A copy with a code, unless the error brought one of its own (a limit, a scalar). */
export function recoded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...error.extensions } });
}
