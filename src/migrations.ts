import { Foundation1763900000001 } from '../migrations/0001-foundation.js';
import { Imports1764000000002 } from '../migrations/0002-imports.js';
import { RelatedDue1764100000003 } from '../migrations/0003-related-due.js';
import { ApiKeys1764200000004 } from '../migrations/0004-api-keys.js';
import { Authoring1764300000005 } from '../migrations/0005-authoring.js';

/** Every migration, oldest first. */
export const migrations = [
  Foundation1763900000001,
  Imports1764000000002,
  RelatedDue1764100000003,
  ApiKeys1764200000004,
  Authoring1764300000005,
];
