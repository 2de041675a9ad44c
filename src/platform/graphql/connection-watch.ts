import type { IncomingMessage } from 'node:http';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { GraphqlOptions, ViewerSource } from './apollo-config.js';

/** What is kept of one connection. */
export interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/**
 * Ends the connections of callers who are not known any more: a key that was revoked, a token that is over. Each
 * `authorization` is looked up once, however many connections came with it. One that cannot be looked up now is left
 * for the next time.
 */
export class ConnectionWatch {
  readonly #callers = new Map<Connection, ViewerSource & { readonly headers: { authorization: string } }>();

  constructor(private readonly options: Pick<GraphqlOptions, 'isKnown' | 'log'>) {}

  /** From now on until the connection is closed. An anonymous caller has nothing to lose. */
  add(connection: Connection, source: ViewerSource): void {
    const { authorization } = source.headers;
    if (authorization === undefined) return;
    this.#callers.set(connection, { ...source, headers: { ...source.headers, authorization } });
    connection.socket.once('close', () => this.#callers.delete(connection));
  }

  /** Does not throw. */
  async check(): Promise<void> {
    const sources = new Map(
      [...this.#callers.values()].map((source) => [source.headers.authorization, source]),
    );
    await Promise.all([...sources.values()].map((source) => this.#checkOne(source)));
  }

  async #checkOne(source: ViewerSource): Promise<void> {
    try {
      if (await this.options.isKnown(source)) return;
    } catch (error) {
      this.options.log(error);
      return;
    }
    for (const [{ socket }, { headers }] of this.#callers) {
      if (headers.authorization === source.headers.authorization) refuse(socket);
    }
  }
}

/** Closes the connection of a caller who is not known (any more). */
export const refuse = (socket: WebSocket): void => socket.close(CloseCode.Forbidden, 'UNAUTHENTICATED');
