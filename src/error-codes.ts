import { accessErrorCodes } from './access/access.errors.js';
import { articleErrorCodes } from './articles/article.codes.js';
import { authorErrorCodes } from './authors/author.errors.js';
import { challengeErrorCodes } from './comment-challenges/comment-challenge.errors.js';
import { commentErrorCodes } from './comments/comment.errors.js';
import { embedErrorCodes } from './embeds/embed.errors.js';
import { exportErrorCodes } from './export/export.errors.js';
import { liveErrorCodes } from './live/live.errors.js';
import { resolutionErrorCodes } from './lookups/resolution.query.js';
import { mediaErrorCodes } from './media/media.errors.js';
import { moderationDeskErrorCodes } from './moderation-desk/moderation-desk.errors.js';
import { moderationErrorCodes } from './moderation/moderation.errors.js';
import { notificationErrorCodes } from './notifications/notification.errors.js';
import { partnerErrorCodes } from './partners/partner.errors.js';
import { placementErrorCodes } from './placements/placement.errors.js';
import { listErrorCodes } from './platform/api/cursor.js';
import { graphqlErrorCodes } from './platform/graphql/error-codes.js';
import { type ErrorCode, platformErrorCodes } from './platform/http/error-codes.js';
import { writeErrorCodes } from './platform/writes/write.errors.js';
import { previewErrorCodes } from './previews/preview.errors.js';
import { sectionErrorCodes } from './sections/section.errors.js';
import { shareErrorCodes } from './share-links/share.errors.js';
import { syndicationErrorCodes } from './syndication/syndication.errors.js';
import { tagErrorCodes } from './tags/tag.errors.js';
import { webhookErrorCodes } from './webhooks/webhook.errors.js';

/** The one table of codes that this API answers with. */
export const errorCodes: readonly ErrorCode[] = [
  ...platformErrorCodes,
  ...graphqlErrorCodes,
  ...listErrorCodes,
  ...writeErrorCodes,
  ...accessErrorCodes,
  ...articleErrorCodes,
  ...previewErrorCodes,
  ...sectionErrorCodes,
  ...authorErrorCodes,
  ...tagErrorCodes,
  ...commentErrorCodes,
  ...challengeErrorCodes,
  ...moderationErrorCodes,
  ...moderationDeskErrorCodes,
  ...notificationErrorCodes,
  ...shareErrorCodes,
  ...placementErrorCodes,
  ...resolutionErrorCodes,
  ...embedErrorCodes,
  ...liveErrorCodes,
  ...syndicationErrorCodes,
  ...partnerErrorCodes,
  ...mediaErrorCodes,
  ...exportErrorCodes,
  ...webhookErrorCodes,
];
