import { invalidParameter } from '../platform/api/errors.js';
import { articleRetracted } from '../articles/article.errors.js';
import { shareCodeNotFound } from './share.errors.js';
import { SHARE_NETWORKS } from './share-networks.js';

/** Where the code of a story leads. */
export interface StoryTarget {
  readonly kind: 'story';
  readonly id: string;
  /** Its address on the site. */
  readonly url: string;
  /** What the code was made for; null for the one that every story has. */
  readonly campaign: string | null;
}

/** Where the code of a sponsor slot leads. */
export interface SlotTarget {
  readonly kind: 'slot';
  readonly id: string;
  readonly url: string;
}

/** The code of a story that was withdrawn leads nowhere. */
export interface RetractedTarget {
  readonly kind: 'retracted';
  readonly notice: string | null;
}

export type VisitTarget = StoryTarget | SlotTarget | RetractedTarget;

/** What came with a visit. */
export interface Visit {
  /** Null for the bare short link. */
  readonly network: string | null;
  /** The query as it was sent, without its question mark. */
  readonly query: string;
}

export interface AddressRules {
  /** Address of the site. */
  readonly site: string;
  /** Parameters of a visit that go on to the story. */
  readonly forwarded: readonly string[];
}

/** Longer values are not taken on. */
const LONGEST_VALUE = 200;

/**
 * The address that a visit is led to. For a story it is on the site, whatever came with the visit; for a sponsor slot it
 * is the sponsor's, as it stands.
 * @throws DomainError SHARE_CODE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER
 */
export function addressOf(target: VisitTarget, visit: Visit, rules: AddressRules): string {
  if (target.kind === 'retracted') throw articleRetracted(target.notice);
  if (target.kind === 'story') return storyAddress(target, visit, rules);
  if (visit.network !== null) throw shareCodeNotFound();
  return PLAIN.test(target.url) ? target.url : new URL(target.url).href;
}

/** What a header can hold as it is. */
const PLAIN = /^[\x21-\x7e]+$/;

function storyAddress(
  { url, campaign }: StoryTarget,
  { network, query }: Visit,
  rules: AddressRules,
): string {
  if (network !== null && !Object.hasOwn(SHARE_NETWORKS, network)) throw shareCodeNotFound();
  const address = new URL(url);
  // A slug is a word and the pattern a path, so this cannot be; nobody is led away even if it were.
  if (!address.href.startsWith(`${rules.site}/`)) throw shareCodeNotFound();
  const { searchParams } = address;
  searchParams.set('utm_source', network ?? 'link');
  searchParams.set('utm_medium', 'share');
  for (const [name, value] of forwarded(query, rules.forwarded)) searchParams.set(name, value);
  if (campaign !== null) searchParams.set('utm_campaign', campaign);
  return address.href;
}

/** The parameters of a query that go on, each once. @throws DomainError INVALID_PARAMETER */
function forwarded(query: string, names: readonly string[]): [string, string][] {
  if (query === '') return [];
  const given = new URLSearchParams(query);
  return names.flatMap((name) => {
    const value = given.get(name) ?? '';
    if (value.length > LONGEST_VALUE) {
      throw invalidParameter(name, `${name} is longer than ${LONGEST_VALUE} characters.`);
    }
    return value === '' ? [] : [[name, value] as [string, string]];
  });
}
