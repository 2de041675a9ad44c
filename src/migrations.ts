import { Foundation1763900000001 } from '../migrations/0001-foundation.js';
import { Imports1764000000002 } from '../migrations/0002-imports.js';

/** Every migration, oldest first. */
export const migrations = [Foundation1763900000001, Imports1764000000002];
