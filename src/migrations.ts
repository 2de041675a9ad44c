import { Foundation1763900000001 } from '../migrations/0001-foundation.js';
import { Imports1764000000002 } from '../migrations/0002-imports.js';
import { RelatedDue1764100000003 } from '../migrations/0003-related-due.js';
import { ApiKeys1764200000004 } from '../migrations/0004-api-keys.js';
import { Authoring1764300000005 } from '../migrations/0005-authoring.js';
import { TaxonomyVersions1764400000006 } from '../migrations/0006-taxonomy-versions.js';
import { Media1764500000007 } from '../migrations/0007-media.js';
import { PermalinkHosts1764600000008 } from '../migrations/0008-permalink-hosts.js';
import { Previews1764700000009 } from '../migrations/0009-previews.js';
import { Lookups1764800000010 } from '../migrations/0010-lookups.js';
import { CounterFolds1764800000011 } from '../migrations/0011-counter-folds.js';
import { UnusedIndexes1764800000012 } from '../migrations/0012-unused-indexes.js';
import { LogFollowers1764800000013 } from '../migrations/0013-log-followers.js';
import { Moderation1764800000014 } from '../migrations/0014-moderation.js';
import { ModerationPhases1764800000015 } from '../migrations/0015-moderation-phases.js';
import { CommentAuthors1764800000016 } from '../migrations/0016-comment-authors.js';
import { FormDefences1764800000017 } from '../migrations/0017-form-defences.js';
import { Privacy1764800000018 } from '../migrations/0018-privacy.js';
import { Notifications1764800000019 } from '../migrations/0019-notifications.js';
import { ReplySorts1764800000020 } from '../migrations/0020-reply-sorts.js';
import { ModerationDesk1764800000021 } from '../migrations/0021-moderation-desk.js';
import { FingerprintAge1764800000022 } from '../migrations/0022-fingerprint-age.js';
import { CommentPlaces1764800000023 } from '../migrations/0023-comment-places.js';
import { CheaperComments1764800000024 } from '../migrations/0024-cheaper-comments.js';
import { SendingNotices1764800000025 } from '../migrations/0025-sending-notices.js';
import { Search1764800000026 } from '../migrations/0026-search.js';
import { RelatedTerms1764800000027 } from '../migrations/0027-related-terms.js';
import { PinTimes1764800000028 } from '../migrations/0028-pin-times.js';
import { Visits1764800000029 } from '../migrations/0029-visits.js';
import { Placements1764800000030 } from '../migrations/0030-placements.js';
import { Partners1764800000031 } from '../migrations/0031-partners.js';
import { Webhooks1764800000032 } from '../migrations/0032-webhooks.js';
import { ImportedVersions1764800000034 } from '../migrations/0034-imported-versions.js';

/** Every migration, oldest first. */
export const migrations = [
  Foundation1763900000001,
  Imports1764000000002,
  RelatedDue1764100000003,
  ApiKeys1764200000004,
  Authoring1764300000005,
  TaxonomyVersions1764400000006,
  Media1764500000007,
  PermalinkHosts1764600000008,
  Previews1764700000009,
  Lookups1764800000010,
  CounterFolds1764800000011,
  UnusedIndexes1764800000012,
  LogFollowers1764800000013,
  Moderation1764800000014,
  ModerationPhases1764800000015,
  CommentAuthors1764800000016,
  FormDefences1764800000017,
  Privacy1764800000018,
  Notifications1764800000019,
  ReplySorts1764800000020,
  ModerationDesk1764800000021,
  FingerprintAge1764800000022,
  CommentPlaces1764800000023,
  CheaperComments1764800000024,
  SendingNotices1764800000025,
  Search1764800000026,
  RelatedTerms1764800000027,
  PinTimes1764800000028,
  Visits1764800000029,
  Placements1764800000030,
  Partners1764800000031,
  Webhooks1764800000032,
  ImportedVersions1764800000034,
];
