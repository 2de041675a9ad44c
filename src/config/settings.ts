import * as parse from './parsers.js';

interface Setting<T> {
  /** What the value is, for README.md and `.env.example`. */
  readonly about: string;
  /** The text that is parsed when the variable is not set; `null` means that the setting is then null. */
  readonly fallback: string | null;
  readonly read: (value: string) => T;
}

const setting = <T>(fallback: string, read: (value: string) => T, about: string) =>
  ({ about, fallback, read }) as Setting<T>;
const optional = <T>(read: (value: string) => T, about: string) =>
  ({ about, fallback: null, read }) as Setting<T | null>;

/** Every variable that the application reads. `.env.example` and the README's table are checked against this. */
export const SETTINGS = {
  PORT: setting('3000', parse.port, 'Port that the API listens on; 0 picks a free one.'),
  HOST: setting('127.0.0.1', parse.text, 'Address that the API listens on.'),
  DATABASE_URL: optional(
    parse.databaseUrl,
    'PostgreSQL 15 or newer. Not set: a private PostgreSQL runs in DATA_DIR.',
  ),
  DATABASE_REPLICA_URLS: setting(
    '',
    parse.databaseUrls,
    'Streaming replicas of DATABASE_URL, which answer reads as long as they are up to date.',
  ),
  DATABASE_POOL_SIZE: setting(
    '10',
    parse.integerBetween(1, 1_000),
    'Connections each process keeps open to each database.',
  ),
  DATA_DIR: setting('.data', parse.text, 'Folder of the embedded database, its key, and uploaded pictures.'),
  PUBLIC_BASE_URL: optional(
    parse.baseUrl,
    'Address of this API as its callers see it. Not set: http://HOST:PORT.',
  ),
  SITE_URL: setting(
    'http://localhost:8080',
    parse.baseUrl,
    "The site's own address; stories' URLs start with it.",
  ),
  ARTICLE_URL_PATTERN: setting(
    '/{section}/{slug}',
    parse.urlPattern,
    'Path of a story on the site, from {section}, {slug}, {id}, {year}, {month} and {day}.',
  ),
  ADMIN_API_KEY: optional(parse.text, 'A key with every right, for the first steps. At least 20 characters.'),
  API_KEY_RATE_LIMIT: setting(
    '6000',
    parse.integerBetween(1, 10_000_000),
    'Requests a minute that a key may make which has no limit of its own.',
  ),
  JWT_ISSUER: optional(parse.text, 'The `iss` of tokens of an identity provider that are accepted as keys.'),
  JWT_AUDIENCE: optional(parse.text, 'The `aud` of these tokens.'),
  JWKS_URL: optional(parse.baseUrl, "Where the provider's public keys are."),
  ENCRYPTION_KEY: optional(
    parse.keyRing,
    "Key ring that protects readers' e-mail addresses: 32 bytes in base64, or id:base64 pairs, newest first. Required with DATABASE_URL.",
  ),
  ADDRESS_KEPT: setting(
    '30d',
    parse.duration,
    'How long it is kept from which network (/24, or /48 of IPv6) a comment came.',
  ),
  TRUSTED_PROXIES: setting(
    '',
    parse.addressRanges,
    'Addresses or CIDR ranges whose X-Forwarded-For is believed.',
  ),
  SHARE_QUERY: setting(
    'utm_campaign,utm_content,utm_id,utm_term',
    parse.parameterNames,
    'Query parameters that a short link hands on to the story; every other is left out.',
  ),
  CORS_ORIGINS: setting(
    '',
    parse.origins,
    'Origins that may call with credentials. Anonymous reads are open to all.',
  ),
  DEMO_SITE: setting('true', parse.truth, 'Fill an empty database with the demo site.'),
  INTROSPECTION: setting('true', parse.truth, 'Answer GraphQL introspection queries.'),
  LOG_LEVEL: setting(
    'info',
    parse.oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'Least severe level that is logged.',
  ),
  COMMENT_WORDS_FILE: optional(
    parse.text,
    'Words that are not wanted in comments, one a line, up to 5,000: held for a moderator, or what stands before them, `spam:` or `reject:`. Read anew when it changes.',
  ),
  MODERATION_HOOK_URL: optional(
    parse.baseUrl,
    'Service that is asked about every comment, by the Standard Webhooks specification.',
  ),
  MODERATION_HOOK_SECRET: optional(
    parse.webhookSecret,
    'What these calls are signed with: whsec_ and 24 to 64 bytes in base64. Required with MODERATION_HOOK_URL.',
  ),
  MODERATION_HOOK_PRIVATE: setting(
    'false',
    parse.truth,
    'Let this service be at a loopback, private or link-local address.',
  ),
  WEBHOOK_PRIVATE: setting(
    'false',
    parse.truth,
    'Let webhooks be at loopback, private or link-local addresses, and without TLS.',
  ),
  COMMENT_CHALLENGE: setting(
    'auto',
    parse.oneOf('auto', 'always', 'never'),
    'When comments need a solved challenge: `auto` while a discussion is under attack, and never with RATE_LIMITS=off.',
  ),
  COMMENT_ATTACK_RATE: setting(
    '30',
    parse.integerBetween(1, 1_000_000),
    'More comments a minute on one story are an attack.',
  ),
  RATE_LIMITS: setting('on', parse.onOff, 'Limit how often one address may write.'),
  RESPONSE_CACHE: setting('on', parse.onOff, 'Keep answers to anonymous reads in memory.'),
  RESPONSE_CACHE_SIZE: setting('64MB', parse.size, 'Memory for kept answers, in each process.'),
  PURGE_URLS: setting(
    '',
    parse.purgeTargets,
    'Caches in front that are told of changes, such as http://varnish:6081; with POST before an address, in place of PURGE.',
  ),
  PURGE_HEADERS: setting('', parse.headerPairs, 'Headers of these calls, such as Fastly-Key: <token>.'),
  WEBSUB_HUBS: setting(
    '',
    parse.webAddresses,
    'WebSub hubs that are told which feeds changed, and that feeds name, such as https://pubsubhubbub.appspot.com/.',
  ),
  CDN_MAX_AGE: setting(
    '1d',
    parse.duration,
    'How long these caches may keep an answer that nothing changes.',
  ),
  COMMENT_EDIT_WINDOW: setting(
    '15m',
    parse.duration,
    'How long after it was written its author may change a comment.',
  ),
  COMMENT_FLAGS_TO_HOLD: setting(
    '5',
    parse.integerBetween(1, 1_000),
    'Readers who have to flag a comment until it waits for a moderator.',
  ),
  LIVE_STREAMS: setting(
    '1000',
    parse.integerBetween(1, 1_000_000),
    'Callers of /v1/live that each process serves at once.',
  ),
  LIVE_STREAMS_PER_ADDRESS: setting(
    '20',
    parse.integerBetween(1, 1_000_000),
    'How many of them may come from one address.',
  ),
  LIVE_HEARTBEAT: setting('15s', parse.duration, 'How often a sign of life goes to each of them.'),
  SMTP_URL: optional(
    parse.smtpUrl,
    'Mail server that e-mails are handed to: smtps://user:password@host, or smtp:// (add ?requireTLS=true to insist on STARTTLS). Not set: each is written to the folder `mail` in DATA_DIR.',
  ),
  MAIL_FROM: optional(
    parse.mailbox,
    'Sender of e-mails, such as Site <comments@site.example>. Required with SMTP_URL.',
  ),
  NOTIFICATIONS_PER_DAY: setting(
    '20',
    parse.integerBetween(1, 1_000),
    'E-mails about replies that one address gets within 24 hours; further ones are dropped.',
  ),
  BODY_LIMIT: setting('1MB', parse.size, 'Largest request body.'),
  MEDIA_DIR: optional(parse.text, 'Folder of uploaded pictures. Not set: `media` in DATA_DIR.'),
  MEDIA_MAX_SIZE: setting('20MB', parse.size, 'Largest picture file that is taken in.'),
  MEDIA_MAX_PIXELS: setting(
    '50',
    parse.integerBetween(1, 1_000),
    'Megapixels that a picture may have, all its frames together.',
  ),
  S3_BUCKET: optional(parse.text, 'Bucket for uploaded pictures, instead of MEDIA_DIR.'),
  S3_ENDPOINT: optional(parse.baseUrl, "Address of the S3-compatible service. Not set: Amazon's own."),
  S3_REGION: setting('us-east-1', parse.text, 'Region of the bucket.'),
  S3_ACCESS_KEY_ID: optional(parse.text, 'Key for the bucket. Required with S3_BUCKET.'),
  S3_SECRET_ACCESS_KEY: optional(parse.text, 'Its secret. Required with S3_BUCKET.'),
  S3_FORCE_PATH_STYLE: setting(
    'false',
    parse.truth,
    'Name the bucket in the path, for services without a host name for each bucket.',
  ),
  GRAPHQL_MAX_DEPTH: setting('12', parse.integerBetween(1, 100), 'Deepest GraphQL selection.'),
  GRAPHQL_MAX_ALIASES: setting('30', parse.integerBetween(0, 1_000), 'Aliases in one GraphQL document.'),
  GRAPHQL_MAX_COST: setting('5000', parse.integerBetween(1, 1_000_000), 'Cost of one GraphQL operation.'),
  GRAPHQL_MAX_TOKENS: setting('2000', parse.integerBetween(10, 100_000), 'Tokens in one GraphQL document.'),
  GRAPHQL_MAX_BATCH: setting('10', parse.integerBetween(1, 100), 'GraphQL operations in one request.'),
  TRUSTED_DOCUMENTS: optional(
    parse.text,
    'JSON file of GraphQL documents by id, which clients may send in place of the text.',
  ),
  TRUSTED_DOCUMENTS_ONLY: setting('false', parse.truth, 'Refuse every other GraphQL document.'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [N in SettingName]: ReturnType<(typeof SETTINGS)[N]['read']> };

/**
 * Reads the settings from an environment.
 * @throws Error with one line that names the variable, never its value (it may be a secret).
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const entries = Object.entries(SETTINGS).map(([name, { fallback, read }]) => {
    const value = environment[name] || fallback;
    try {
      return [name, value === null ? null : read(value)] as const;
    } catch (reason) {
      throw new Error(`${name} ${(reason as Error).message}`, { cause: reason });
    }
  });
  const settings = Object.fromEntries(entries) as Settings;
  if (settings.DATABASE_URL && !settings.ENCRYPTION_KEY) {
    throw new Error('ENCRYPTION_KEY is required when DATABASE_URL is set');
  }
  if (settings.DATABASE_REPLICA_URLS.length > 0 && !settings.DATABASE_URL) {
    throw new Error('DATABASE_URL must be set too: the embedded database has no replicas');
  }
  if (settings.SMTP_URL && !settings.MAIL_FROM) {
    throw new Error('MAIL_FROM is required when SMTP_URL is set');
  }
  const provider = ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWKS_URL'] as const;
  const missing = provider.filter((name) => !settings[name]);
  if (missing.length > 0 && missing.length < provider.length) {
    throw new Error(`${missing.join(' and ')} must be set too: an identity provider needs all three`);
  }
  const storage = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  const lacking = storage.filter((name) => !settings[name]);
  if (lacking.length > 0 && lacking.length < storage.length) {
    throw new Error(`${lacking.join(' and ')} must be set too: a bucket needs all three`);
  }
  if (settings.MODERATION_HOOK_URL && !settings.MODERATION_HOOK_SECRET) {
    throw new Error('MODERATION_HOOK_SECRET must be set too: the service is to know who asks');
  }
  if (settings.TRUSTED_DOCUMENTS_ONLY && !settings.TRUSTED_DOCUMENTS) {
    throw new Error('TRUSTED_DOCUMENTS must be set when TRUSTED_DOCUMENTS_ONLY is true');
  }
  if (settings.ADMIN_API_KEY && settings.ADMIN_API_KEY.length < 20) {
    throw new Error('ADMIN_API_KEY must have at least 20 characters');
  }
  return settings;
}
