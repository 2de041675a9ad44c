import { isIP } from 'node:net';
import { parseUrl } from '../platform/http/parse-url.js';

/** Parsers of single configuration values: each takes the text of a variable and gives its value or throws a reason. */

export const text = (value: string): string => value;

export const port = (value: string): number => integerBetween(0, 65_535)(value);

export const integerBetween =
  (min: number, max: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };

export const truth = (value: string): boolean => {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new Error('must be true or false');
};

export const onOff = (value: string): boolean => {
  if (value === 'on' || value === 'off') return value === 'on';
  throw new Error('must be on or off');
};

const list = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const listOf =
  (isSound: (item: string) => boolean, reason: string) =>
  (value: string): string[] => {
    const items = list(value);
    if (!items.every(isSound)) throw new Error(reason);
    return items;
  };

/** Origins (RFC 6454) such as `https://www.example.org`, or `*`. */
export const origins = listOf(
  (item) => item === '*' || parseUrl(item)?.origin === item,
  'must be a list of origins such as https://www.example.org, or *',
);

/** IP addresses and CIDR ranges. */
export const addressRanges = listOf((item) => {
  const [address = '', bits = '0', ...rest] = item.split('/');
  return (
    isIP(address) > 0 &&
    rest.length === 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (isIP(address) === 4 ? 32 : 128)
  );
}, 'must be a list of addresses or CIDR ranges');

/** Names of query parameters. */
export const parameterNames = listOf(
  (item) => /^[\w.-]{1,64}$/.test(item),
  'must be a list of names of query parameters',
);

export const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (value: string): T => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  };

/** An absolute http or https URL, kept without a trailing slash so that paths can be appended. */
export const baseUrl = (value: string): string => {
  const url = parseUrl(value);
  const isPlain = url && !url.search && !url.hash && !url.username && !url.password;
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw new Error('must be an absolute http or https URL without a query, a name or a password');
  }
  return url.href.replace(/\/+$/, '');
};

const isDatabaseUrl = (value: string): boolean => /^postgres(ql)?:$/.test(parseUrl(value)?.protocol ?? '');

export const databaseUrl = (value: string): string => {
  if (!isDatabaseUrl(value)) throw new Error('must be a postgres:// URL');
  return value;
};

/** A comma inside a URL is written `%2C`. */
export const databaseUrls = listOf(isDatabaseUrl, 'must be a list of postgres:// URLs');

/** Where mails are handed over: `smtp://`, with STARTTLS where the server offers it, or `smtps://`. */
export const smtpUrl = (value: string): string => {
  const url = parseUrl(value);
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('must be an smtp:// or smtps:// URL');
  }
  return value;
};

const MAIL_ADDRESS = String.raw`[^\s<>@",;:]+@[^\s<>@",;:]+`;
const MAILBOX = new RegExp(String.raw`^(?:${MAIL_ADDRESS}|[^<>@",;:\r\n]+ <${MAIL_ADDRESS}>)$`);

/** A mailbox of RFC 5322: an address, or a name with an address in angle brackets. */
export const mailbox = (value: string): string => {
  if (MAILBOX.test(value)) return value;
  throw new Error('must be an address, such as comments@site.example or Site <comments@site.example>');
};

const URL_PLACEHOLDERS = new Set(['{section}', '{slug}', '{id}', '{year}', '{month}', '{day}']);

/** A path with placeholders; it must lead back to one story, so `{slug}` or `{id}` is part of it. */
export const urlPattern = (value: string): string => {
  const placeholders: string[] = value.match(/\{[^}]*\}/g) ?? [];
  const unknown = placeholders.find((placeholder) => !URL_PLACEHOLDERS.has(placeholder));
  if (!value.startsWith('/') || value.endsWith('/')) throw new Error('must start with / and not end with it');
  if (
    new URL(value, 'http://site.invalid').pathname !== value.replaceAll('{', '%7B').replaceAll('}', '%7D')
  ) {
    throw new Error('must be a plain path of ASCII characters');
  }
  if (unknown) throw new Error(`has an unknown placeholder ${unknown}`);
  if (!placeholders.includes('{slug}') && !placeholders.includes('{id}')) {
    throw new Error('must contain {slug} or {id}');
  }
  return value;
};

/** A size such as `64KB` or `1MB`, in bytes. */
export const size = (value: string): number => {
  const match = /^(\d{1,9})(B|KB|MB)$/.exec(value);
  if (!match) throw new Error('must be a size such as 64KB or 1MB');
  return Number(match[1]) * { B: 1, KB: 1024, MB: 1024 * 1024 }[match[2] as 'B' | 'KB' | 'MB'];
};

/** A time such as `30s`, `5m`, `12h` or `1d`, in seconds. */
export const duration = (value: string): number => {
  const match = /^(\d{1,6})([smhd])$/.exec(value);
  if (!match) throw new Error('must be a time such as 30s, 5m, 12h or 1d');
  return Number(match[1]) * { s: 1, m: 60, h: 3_600, d: 86_400 }[match[2] as 's' | 'm' | 'h' | 'd'];
};

/** Addresses that take purges: http or https URLs, with `POST ` before those that want it in place of PURGE. */
export const purgeTargets = (value: string): { method: 'PURGE' | 'POST'; url: string }[] =>
  list(value).map((item) => {
    const [, method, address = ''] = /^(?:(PURGE|POST) +)?(\S+)$/.exec(item) ?? [];
    const url = parseUrl(address);
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
      throw new Error(
        'must be a list of http or https URLs without a password, each after POST or by itself',
      );
    }
    return { method: method === 'POST' ? 'POST' : 'PURGE', url: url.href };
  });

/** Addresses that something is posted to. */
export const webAddresses = listOf((item) => {
  const url = parseUrl(item);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}, 'must be a list of http or https URLs without a password');

/** Headers of requests, `Name: value` separated by commas. */
export const headerPairs = (value: string): Record<string, string> =>
  Object.fromEntries(
    list(value).map((item) => {
      const [, name, content] = /^([\w-]+): *([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/.exec(item) ?? [];
      if (name === undefined || content === undefined) throw new Error('must be a list of Name: value pairs');
      return [name.toLowerCase(), content];
    }),
  );

/**
 * A ring of keys, `id:base64` separated by commas, newest first: the first encrypts, all decrypt. Each key is 32
 * bytes. A lone `base64` value is a ring of one key named `1`.
 */
export const keyRing = (value: string): { id: string; secret: Buffer }[] => {
  const keys = list(value).map((entry) => {
    const [id, encoded] = entry.includes(':') ? (entry.split(':') as [string, string]) : ['1', entry];
    return { id, secret: Buffer.from(encoded, 'base64') };
  });
  const sound = keys.every(({ id, secret }) => /^[A-Za-z0-9]{1,16}$/.test(id) && secret.length === 32);
  if (keys.length === 0 || !sound) {
    throw new Error('must be 32 bytes in base64, or a list of id:base64 pairs');
  }
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    throw new Error('must give each key an id of its own');
  return keys;
};

/** A secret of the Standard Webhooks specification. */
export const webhookSecret = (value: string): string => {
  const [, key] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  const bytes = key === undefined ? 0 : Buffer.from(key, 'base64').length;
  if (bytes < 24 || bytes > 64) throw new Error('must be whsec_ and 24 to 64 bytes in base64');
  return value;
};
