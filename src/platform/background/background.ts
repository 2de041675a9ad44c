/**
 * Injection token of a boolean: whether this process works on its own between requests (follows the logs, announces
 * what is due). Commands of the CLI do not: a server beside them does, or the next one that starts catches up.
 */
export const BACKGROUND = Symbol('BACKGROUND');
