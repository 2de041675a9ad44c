import type { IncomingMessage } from 'node:http';
import type { EncodedAnswer } from '../http/encoding.js';
import type { Tag } from './tag.js';

/** An answer that is being made and may be kept. Others who ask for the same wait for it. */
export interface Flight {
  /**
   * Keeps the answer, unless one of its tags was evicted since it was begun.
   * @param route pattern of the route, for the log
   */
  keep(answer: EncodedAnswer, tags: readonly Tag[], route: string): void;
}

const FLIGHT = Symbol('flight');
type Flying = IncomingMessage & { [FLIGHT]?: Flight };

/** What a request's answer is handed to when it may be kept. */
export const flightOf = (request: IncomingMessage): Flight | undefined => (request as Flying)[FLIGHT];

export const takeOff = (request: IncomingMessage, flight: Flight): void => {
  (request as Flying)[FLIGHT] = flight;
};
