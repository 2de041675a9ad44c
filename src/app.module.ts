import { join, resolve } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AccessService } from './access/access.service.js';
import { ArticlePageModule } from './article-page/article-page.module.js';
import { ArticleWritingModule } from './article-writing/article-writing.module.js';
import { ArticleTurnsService } from './articles/article-turns.service.js';
import { ArticlesModule } from './articles/articles.module.js';
import { AuthorsModule } from './authors/authors.module.js';
import { CollectionPagesModule } from './collection-pages/collection-pages.module.js';
import { CommentRulesModule } from './comments/comment-rules.module.js';
import { CHALLENGE_SETTING, type ChallengeOptions } from './comment-challenges/challenge-options.js';
import { CommentAttacksService } from './comment-challenges/comment-attacks.service.js';
import { CommentChallengesModule } from './comment-challenges/comment-challenges.module.js';
import { CommentsModule } from './comments/comments.module.js';
import { DiscussionTurnsService } from './comments/discussion-turns.service.js';
import type { Settings } from './config/settings.js';
import { DemoModule } from './demo/demo.module.js';
import { EmbedsModule } from './embeds/embeds.module.js';
import { ExportModule } from './export/export.module.js';
import { FeedsModule } from './feeds/feeds.module.js';
import { DocsModule } from './docs/docs.module.js';
import { errorCodes } from './error-codes.js';
import { FrontModule } from './front/front.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { LiveModule } from './live/live.module.js';
import type { LiveOptions } from './live/live-streams.service.js';
import { LookupsModule } from './lookups/lookups.module.js';
import { MediaModule } from './media/media.module.js';
import { type UploadsOptions, UploadsModule } from './media/uploads.module.js';
import { migrations } from './migrations.js';
import { ModerationOptionsModule } from './moderation/moderation.module.js';
import type { ModerationOptions } from './moderation/phases.js';
import { ModerationDeskModule } from './moderation-desk/moderation-desk.module.js';
import { NinjsModule } from './ninjs/ninjs.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { NOTIFICATIONS_SETTING } from './notifications/subscribing.js';
import { PartnersModule } from './partners/partners.module.js';
import { PlacementTurnsService } from './placements/placement-turns.service.js';
import { PlacementsModule } from './placements/placements.module.js';
import { ApiModule } from './platform/api/api.module.js';
import type { Addresses } from './platform/api/read-context.js';
import { CacheModule } from './platform/cache/cache.module.js';
import type { ResponseCache } from './platform/cache/response-cache.js';
import { ChangeListener } from './platform/changes/change-listener.js';
import { ChangesModule } from './platform/changes/changes.module.js';
import { Database } from './platform/database/database.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { sql } from './platform/database/sql.js';
import type { GraphqlMemory } from './platform/graphql/graphql-memory.js';
import { GraphqlServerModule } from './platform/graphql/graphql-server.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { JobsService } from './platform/jobs/jobs.service.js';
import { PAGE_SIZE } from './platform/api/page-request.js';
import { type MailOptions, MailModule } from './platform/mail/mail.module.js';
import { PurgingModule } from './platform/purging/purging.module.js';
import type { PurgingOptions } from './platform/purging/purging.service.js';
import type { Key } from './platform/secrets/key-ring.js';
import { WritesModule } from './platform/writes/writes.module.js';
import { SecretsModule } from './platform/secrets/secrets.module.js';
import { PreviewsModule } from './previews/previews.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { RelatedTurnsService } from './related-stories/related-turns.service.js';
import { RelatedStoriesModule } from './related-stories/related-stories.module.js';
import { SearchModule } from './search/search.module.js';
import { SectionsModule } from './sections/sections.module.js';
import { ShareLinksModule } from './share-links/share-links.module.js';
import { ShareTurnsService } from './share-links/share-turns.service.js';
import { ShareVisitsModule } from './share-links/share-visits.module.js';
import { SiteModule } from './site/site.module.js';
import { SitemapsModule } from './sitemaps/sitemaps.module.js';
import { SyndicationModule } from './syndication/syndication.module.js';
import { TagsModule } from './tags/tags.module.js';
import { GhostModule } from './ghost/ghost.module.js';
import { NinjsImportModule } from './ninjs-import/ninjs-import.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WordPressModule } from './wordpress/wordpress.module.js';

/** The settings of the site and its sections are part of every answer: addresses are made of them. */
export const EVERYWHERE = ['site', 'sections'] as const;

/** What the application is built with, once it is known where its database is. */
export interface AppOptions {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly keys: readonly Key[];
  readonly addresses: Addresses;
  /** Where answers are kept; null keeps none. */
  readonly cache?: ResponseCache | null;
  /** What knows the answers to GraphQL among them; null without a cache. */
  readonly memory?: GraphqlMemory | null;
  /** Whether the process also works between requests: follows the logs, announces what is due. Not without it. */
  readonly background?: boolean;
  /** Takes what callers do not see of a failure. */
  readonly log: (error: unknown) => void;
}

/** The identity provider of the settings, which come together or not at all. */
const identityProviderOf = ({ JWT_ISSUER, JWT_AUDIENCE, JWKS_URL }: Settings) =>
  JWT_ISSUER && JWT_AUDIENCE && JWKS_URL
    ? { issuer: JWT_ISSUER, audience: JWT_AUDIENCE, jwksUrl: JWKS_URL }
    : null;

/** Where nothing is limited, nothing is an attack. */
const challengeModeOf = ({ COMMENT_CHALLENGE, RATE_LIMITS }: Settings): ChallengeOptions['mode'] =>
  COMMENT_CHALLENGE === 'auto' && !RATE_LIMITS ? 'never' : COMMENT_CHALLENGE;

const liveOf = (settings: Settings): LiveOptions => ({
  streams: settings.LIVE_STREAMS,
  streamsPerAddress: settings.RATE_LIMITS ? settings.LIVE_STREAMS_PER_ADDRESS : Infinity,
  heartbeatSeconds: settings.LIVE_HEARTBEAT,
});

/** Where pictures go: into a bucket when there is one. */
function uploadsOf(settings: Settings): UploadsOptions {
  const {
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = settings;
  const limits = { bytes: settings.MEDIA_MAX_SIZE, megapixels: settings.MEDIA_MAX_PIXELS };
  if (!bucket || !accessKeyId || !secretAccessKey) {
    return { limits, storage: { folder: resolve(settings.MEDIA_DIR ?? join(settings.DATA_DIR, 'media')) } };
  }
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_FORCE_PATH_STYLE: forcePathStyle } = settings;
  return { limits, storage: { endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle } };
}

/** What judges comments beside what is always there. */
const moderationOf = (settings: Settings): ModerationOptions => {
  const { MODERATION_HOOK_URL: url, MODERATION_HOOK_SECRET: secret } = settings;
  const hook = url && secret ? { url, secret, allowPrivate: settings.MODERATION_HOOK_PRIVATE } : null;
  return { wordsFile: settings.COMMENT_WORDS_FILE, hook };
};
/** Where e-mails go: into files when there is no mail server. */
const mailOf = ({ SMTP_URL, MAIL_FROM, DATA_DIR }: Settings): MailOptions => ({
  smtpUrl: SMTP_URL,
  folder: resolve(DATA_DIR, 'mail'),
  from: MAIL_FROM ?? 'comments@localhost',
});

/** What is told to caches in front of the API, by processes that work between requests. */
const purgingOf = ({ PURGE_URLS, PURGE_HEADERS }: Settings, background: boolean): PurgingOptions | null =>
  background && PURGE_URLS.length > 0
    ? { targets: PURGE_URLS, headers: PURGE_HEADERS, everywhere: EVERYWHERE }
    : null;

/** Those who know what the clock will do to answers. */
const SCHEDULE = {
  imports: [ArticlesModule, RelatedStoriesModule, PlacementsModule, ShareLinksModule, CommentsModule],
  sources: [
    ArticleTurnsService,
    RelatedTurnsService,
    PlacementTurnsService,
    ShareTurnsService,
    DiscussionTurnsService,
    CommentAttacksService,
  ],
};

/** A later capability is one more folder and one more line here. */
const FEATURES = [
  SiteModule,
  FrontModule,
  SectionsModule,
  AuthorsModule,
  TagsModule,
  MediaModule,
  ArticlesModule,
  ArticlePageModule,
  PreviewsModule,
  CollectionPagesModule,
  RelatedStoriesModule,
  SearchModule,
  ShareLinksModule,
  ArticleWritingModule,
  CommentsModule,
  ModerationDeskModule,
  PlacementsModule,
  PartnersModule,
  LookupsModule,
  NinjsModule,
  SyndicationModule,
  EmbedsModule,
  SitemapsModule,
  ExportModule,
  ImportsModule,
  WordPressModule,
  GhostModule,
  NinjsImportModule,
  DemoModule,
];

@Module({})
export class AppModule {
  static forRoot({
    settings,
    databaseUrl,
    keys,
    addresses,
    cache = null,
    memory = null,
    background = false,
    log,
  }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({
          url: databaseUrl,
          replicaUrls: settings.DATABASE_REPLICA_URLS,
          poolSize: settings.DATABASE_POOL_SIZE,
          migrations,
          onConnectionLost: log,
        }),
        SecretsModule.forRoot({ keys }),
        ApiModule.forRoot({
          addresses,
          settings: {
            [CHALLENGE_SETTING]: challengeModeOf(settings),
            // Where mails are files, nobody gets them.
            [NOTIFICATIONS_SETTING]: settings.SMTP_URL ? 'on' : 'off',
          },
          rateLimits: settings.RATE_LIMITS,
        }),
        AccessModule.forRoot({
          adminKey: settings.ADMIN_API_KEY,
          rateLimit: settings.API_KEY_RATE_LIMIT,
          identityProvider: identityProviderOf(settings),
        }),
        CommentRulesModule.forRoot({
          editWindow: settings.COMMENT_EDIT_WINDOW,
          flagsToHold: settings.COMMENT_FLAGS_TO_HOLD,
        }),
        WritesModule,
        ModerationOptionsModule.forRoot(moderationOf(settings)),
        ChangesModule.forRoot({ databaseUrl, background }),
        PurgingModule.forRoot(purgingOf(settings, background)),
        JobsModule.forRoot({ databaseUrl, background }),
        ...(cache ? [CacheModule.forRoot({ cache, ...SCHEDULE })] : []),
        GraphqlServerModule.forRootAsync({
          inject: [AccessService, ChangeListener],
          useFactory: (access: AccessService, changes: ChangeListener) => ({
            limits: {
              depth: settings.GRAPHQL_MAX_DEPTH,
              aliases: settings.GRAPHQL_MAX_ALIASES,
              cost: settings.GRAPHQL_MAX_COST,
              tokens: settings.GRAPHQL_MAX_TOKENS,
              batch: settings.GRAPHQL_MAX_BATCH,
              page: PAGE_SIZE.max,
            },
            introspection: settings.INTROSPECTION,
            viewerOf: (source) => access.viewerOf(source),
            isKnown: (source) => access.isKnown(source),
            onRevocation: (listener) =>
              changes.subscribe(({ subject, kind }) => {
                if (subject === 'apiKey' && kind === 'revoked') listener();
              }),
            trustedDocuments: { file: settings.TRUSTED_DOCUMENTS, only: settings.TRUSTED_DOCUMENTS_ONLY },
            memory,
            schemaFile: null,
            log,
          }),
        }),
        HealthModule.register({
          inject: [Database, JobsService],
          useFactory: (database: Database, jobs: JobsService) => [
            { name: 'database', check: () => database.query(sql`select 1`).then(() => undefined) },
            ...database.replicas.all.map((replica) => ({
              name: replica.name,
              isOptional: true,
              check: () => database.replicas.check(replica),
            })),
            { name: 'jobs', isOptional: true, check: () => jobs.check() },
          ],
        }),
        DocsModule.forRoot({ errorCodes, introspection: settings.INTROSPECTION }),
        UploadsModule.forRoot(uploadsOf(settings)),
        PrivacyModule.forRoot({ addressKept: settings.ADDRESS_KEPT }),
        LiveModule.forRoot(liveOf(settings)),
        CommentChallengesModule.forRoot({
          mode: challengeModeOf(settings),
          attackRate: settings.COMMENT_ATTACK_RATE,
        }),
        MailModule.forRoot(mailOf(settings)),
        ShareVisitsModule.forRoot({
          forwarded: settings.SHARE_QUERY,
          trustedProxies: settings.TRUSTED_PROXIES,
          cache,
        }),
        WebhooksModule.forRoot({ allowPrivate: settings.WEBHOOK_PRIVATE }),
        FeedsModule.forRoot({ hubs: settings.WEBSUB_HUBS, background }),
        NotificationsModule.forRoot({ perDay: settings.NOTIFICATIONS_PER_DAY }),
        ...FEATURES,
      ],
    };
  }
}
