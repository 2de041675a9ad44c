import { Foundation1763900000001 } from '../migrations/0001-foundation.js';
import { Imports1764000000002 } from '../migrations/0002-imports.js';
import { RelatedDue1764100000003 } from '../migrations/0003-related-due.js';
import { PermalinkHosts1764600000008 } from '../migrations/0008-permalink-hosts.js';

/** Every migration, oldest first. */
export const migrations = [
  Foundation1763900000001,
  Imports1764000000002,
  RelatedDue1764100000003,
  PermalinkHosts1764600000008,
];
