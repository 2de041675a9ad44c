import { describe, expect, it } from 'vitest';
import { publicBaseUrl } from './addresses.js';
import { readSettings } from './settings.js';

const KEY = Buffer.alloc(32, 1).toString('base64');

describe('settings', () => {
  it('have a default for everything', () => {
    expect(readSettings({})).toMatchObject({ PORT: 3000, DATABASE_URL: null, GRAPHQL_MAX_DEPTH: 12 });
  });

  it.each([
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535'],
    ['PORT', '3e3', 'PORT must be a whole number'],
    ['DEMO_SITE', 'yes', 'DEMO_SITE must be true or false'],
    ['RATE_LIMITS', 'true', 'RATE_LIMITS must be on or off'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of'],
    ['SITE_URL', 'site.example', 'SITE_URL must be an absolute'],
    ['SITE_URL', 'https://site.example/?a=1', 'SITE_URL must be an absolute'],
    ['ARTICLE_URL_PATTERN', '{section}/{slug}', 'ARTICLE_URL_PATTERN must start with /'],
    [
      'ARTICLE_URL_PATTERN',
      '/{section}/{slug}/',
      'ARTICLE_URL_PATTERN must start with / and not end with it',
    ],
    ['ARTICLE_URL_PATTERN', '/{section}', 'ARTICLE_URL_PATTERN must contain {slug} or {id}'],
    ['ARTICLE_URL_PATTERN', '/{when}/{slug}', 'ARTICLE_URL_PATTERN has an unknown placeholder {when}'],
    ['ARTICLE_URL_PATTERN', '/новости/{slug}', 'ARTICLE_URL_PATTERN must be a plain path'],
    ['ENCRYPTION_KEY', 'c2hvcnQ=', 'ENCRYPTION_KEY must be 32 bytes'],
    ['CORS_ORIGINS', 'nope', 'CORS_ORIGINS must be a list of origins'],
    ['CORS_ORIGINS', 'https://a.example/path', 'CORS_ORIGINS must be a list of origins'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'TRUSTED_PROXIES must be a list of addresses'],
    ['TRUSTED_PROXIES', 'foo', 'TRUSTED_PROXIES must be a list of addresses'],
    ['BODY_LIMIT', '1 MB', 'BODY_LIMIT must be a size'],
    ['ADMIN_API_KEY', 'short', 'ADMIN_API_KEY must have at least 20 characters'],
    ['DATABASE_URL', 'mysql://host/database', 'DATABASE_URL must be a postgres:// URL'],
    ['DATABASE_REPLICA_URLS', 'postgres://one/news, two', 'DATABASE_REPLICA_URLS must be a list of postgres'],
  ])('refuse %s=%s in one line that names it', (name, value, line) => {
    expect(() => readSettings({ [name]: value })).toThrow(line);
  });

  it('never repeat a secret', () => {
    expect(() => readSettings({ ENCRYPTION_KEY: 'a-secret-that-is-no-key' })).not.toThrow('a-secret');
  });

  it('need a key of the installation for a database that is not embedded', () => {
    const DATABASE_URL = 'postgres://localhost/news';
    expect(() => readSettings({ DATABASE_URL })).toThrow('ENCRYPTION_KEY is required');
    expect(readSettings({ DATABASE_URL, ENCRYPTION_KEY: KEY }).ENCRYPTION_KEY).toHaveLength(1);
  });

  it('have replicas of a database that is not embedded', () => {
    const DATABASE_REPLICA_URLS = 'postgres://one/news,postgres://two/news';
    expect(() => readSettings({ DATABASE_REPLICA_URLS })).toThrow('DATABASE_URL must be set too');
    const all = { DATABASE_REPLICA_URLS, DATABASE_URL: 'postgres://localhost/news', ENCRYPTION_KEY: KEY };
    expect(readSettings(all).DATABASE_REPLICA_URLS).toEqual(['postgres://one/news', 'postgres://two/news']);
  });

  it('need the key of a bucket with the bucket', () => {
    expect(() => readSettings({ S3_BUCKET: 'pictures' })).toThrow(
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set too',
    );
    const all = { S3_BUCKET: 'pictures', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };
    expect(readSettings(all)).toMatchObject({ ...all, S3_FORCE_PATH_STYLE: false, MEDIA_MAX_PIXELS: 50 });
  });

  it('write addresses one way', () => {
    expect(readSettings({ SITE_URL: 'HTTPS://Site.Example:443/news/' }).SITE_URL).toBe(
      'https://site.example/news',
    );
  });
});

describe('the address of the API', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['::1', 'http://[::1]:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
  ])('on HOST %s is %s', (HOST, address) => {
    expect(publicBaseUrl(readSettings({ HOST }), 3000)).toBe(address);
  });

  it('is PUBLIC_BASE_URL where that is set', () => {
    expect(publicBaseUrl(readSettings({ PUBLIC_BASE_URL: 'https://api.example' }), 3000)).toBe(
      'https://api.example',
    );
  });
});
