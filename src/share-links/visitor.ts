import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';
import { parseUrl } from '../platform/http/parse-url.js';

/** Who came. Only people count as shares and clicks; the others are counted apart. */
export type VisitorKind = 'human' | 'bot' | 'unknown';

export interface Visitor {
  readonly kind: VisitorKind;
  /** Whether it wants to know what to show of a link, and follows none. */
  readonly isPreview: boolean;
}

/** Longer agents are told by their beginning. */
const LONGEST_AGENT = 500;
const KEPT_VERDICTS = 1_000;

/**
 * Programs that fetch a link to show what is behind it. Some name themselves as the browser inside their app does, so
 * those are told by how they begin.
 */
const PREVIEWS = new RegExp(
  [
    'facebookexternalhit|meta-externalfetcher|Facebot|Twitterbot|Slackbot-LinkExpanding|TelegramBot|LinkedInBot|Discordbot|Pinterestbot',
    'redditbot|vkShare|SkypeUriPreview|Snap URL Preview|Bluesky Cardyb|Mastodon/|Misskey/|Pleroma |Lemmy/|Synapse |Mattermost-Bot|Iframely|Embedly|^WhatsApp/|^Viber/',
  ].join('|'),
  'i',
);

/** Libraries by which apps follow a link for the reader who tapped on it; isbot takes most of them for robots. */
const APPS = /^(?:okhttp|Dart|CFNetwork|node|undici)\b|\bCFNetwork\/\S+ Darwin\//;

const PREVIEW: Visitor = { kind: 'bot', isPreview: true };
const BOT: Visitor = { kind: 'bot', isPreview: false };
const HUMAN: Visitor = { kind: 'human', isPreview: false };
const UNKNOWN: Visitor = { kind: 'unknown', isPreview: false };

/** By agent: the pattern of all robots takes long. */
const verdicts = new LRUCache<string, Visitor>({ max: KEPT_VERDICTS });

function verdictOn(agent: string): Visitor {
  const known = verdicts.get(agent);
  if (known) return known;
  const verdict = PREVIEWS.test(agent) ? PREVIEW : isbot(agent) && !APPS.test(agent) ? BOT : HUMAN;
  verdicts.set(agent, verdict);
  return verdict;
}

/** The agent of a request as far as it is looked at; empty when there is none. */
export const agentOf = ({ 'user-agent': agent = '' }: IncomingHttpHeaders): string =>
  agent.length > LONGEST_AGENT ? agent.slice(0, LONGEST_AGENT) : agent;

/**
 * Who sends a request. Whoever asks for the head alone, for a page that may be wanted later, or for a picture, may be
 * anyone: networks look at links so, under the names of browsers. Whoever does not say what it is counts as a person.
 */
export function visitorOf({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): Visitor {
  const verdict = verdictOn(agentOf(headers));
  if (method !== 'HEAD' && !isByTheWay(headers)) return verdict;
  return verdict.isPreview ? { ...UNKNOWN, isPreview: true } : UNKNOWN;
}

/** Headers by which browsers say that nobody asked for a page yet. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;
const AHEAD = /prefetch|preview/;

/** Whether a browser loads this for a page that it shows, or may show, and not because somebody followed a link. */
function isByTheWay(headers: IncomingHttpHeaders): boolean {
  const { 'sec-fetch-dest': destination = 'document' } = headers;
  return destination !== 'document' || PURPOSES.some((name) => AHEAD.test(String(headers[name] ?? '')));
}

/** Longer ones are not looked at. */
const LONGEST_REFERRER = 2_000;
const KEPT_REFERRERS = 1_000;

/** Domains by referrer; empty where there is none that counts. */
const domains = new LRUCache<string, string>({ max: KEPT_REFERRERS });

/**
 * The site that a visit came from: the host of its `Referer` as it stands in DNS, without `www.`; null when there is
 * none.
 */
export function referrerDomain({ referer }: IncomingHttpHeaders): string | null {
  if (referer === undefined || referer.length > LONGEST_REFERRER) return null;
  let domain = domains.get(referer);
  if (domain === undefined) {
    domain = hostOf(referer);
    domains.set(referer, domain);
  }
  return domain || null;
}

/** A name of DNS (RFC 1035), and no address. */
const NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The name of the host of an http(s) address without `www.`; empty for anything else. */
export function hostOf(address: string): string {
  const url = parseUrl(address);
  const host = url && /^https?:$/.test(url.protocol) ? url.hostname.replace(/^www\.|\.$/g, '') : '';
  return NAME.test(host) ? host : '';
}
