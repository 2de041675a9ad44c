import { Foundation1763900000001 } from '../migrations/0001-foundation.js';

/** Every migration, oldest first. */
export const migrations = [Foundation1763900000001];
