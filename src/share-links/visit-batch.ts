import { randomUUID } from 'node:crypto';
import type { VisitorKind } from './visitor.js';

/** A visit as it is counted. */
export interface CountedVisit {
  readonly code: string;
  /** What the code leads to. */
  readonly subject: { readonly kind: 'story' | 'slot'; readonly id: string };
  /** `link` for the bare code. */
  readonly network: string;
  readonly visitor: VisitorKind;
  /** Domain of the site that it came from. */
  readonly referrer: string | null;
  readonly address: string;
  readonly agent: string;
}

type Counts = Record<VisitorKind, number>;

interface Code {
  readonly subject: CountedVisit['subject'];
  readonly networks: Map<string, Counts>;
  readonly referrers: Map<string, number>;
}

/** Of a code; what comes beside them counts under one name. */
export const MOST_DOMAINS = 500;
export const OTHER_DOMAINS = 'other';
/** Domains of all codes together that a batch holds, and visitors, when it cannot be written for long. */
const MOST_REFERRERS = 20_000;
const MOST_VISITORS = 50_000;

/**
 * Visits that are not written down yet, added up: its size grows with what is visited, not with the visits. Where it
 * has room for no more, visitors are no longer told apart, and referrers no longer named; visits are always counted.
 */
export class VisitBatch {
  /** Of a batch that may have been written, so that it is not written twice. */
  readonly id = randomUUID();
  readonly codes = new Map<string, Code>();
  /** Who came, by subject: address and agent. */
  readonly visitors = new Map<string, Set<string>>();
  #begun = 0;
  #referrers = 0;
  #visitors = 0;
  #visits = 0;

  get isEmpty(): boolean {
    return this.#visits === 0;
  }

  /** How many it holds. */
  get visits(): number {
    return this.#visits;
  }

  /** Milliseconds since its first visit. */
  get age(): number {
    return performance.now() - this.#begun;
  }

  add(visit: CountedVisit): void {
    if (this.#visits === 0) this.#begun = performance.now();
    this.#visits += 1;
    const code = this.#code(visit);
    this.#counts(code, visit.network)[visit.visitor] += 1;
    if (visit.visitor !== 'human') return;
    if (visit.referrer !== null) this.#addReferrer(code, visit.referrer);
    this.#addVisitor(visit);
  }

  #code({ code, subject }: CountedVisit): Code {
    let known = this.codes.get(code);
    if (!known) {
      known = { subject, networks: new Map(), referrers: new Map() };
      this.codes.set(code, known);
    }
    return known;
  }

  #counts({ networks }: Code, network: string): Counts {
    let counts = networks.get(network);
    if (!counts) {
      counts = { human: 0, bot: 0, unknown: 0 };
      networks.set(network, counts);
    }
    return counts;
  }

  #addReferrer({ referrers }: Code, referrer: string): void {
    const isNew = !referrers.has(referrer);
    const hasRoom = referrers.size < MOST_DOMAINS && this.#referrers < MOST_REFERRERS;
    const domain = isNew && !hasRoom ? OTHER_DOMAINS : referrer;
    if (isNew && hasRoom) this.#referrers += 1;
    referrers.set(domain, (referrers.get(domain) ?? 0) + 1);
  }

  #addVisitor({ subject, address, agent }: CountedVisit): void {
    if (this.#visitors >= MOST_VISITORS) return;
    let known = this.visitors.get(subject.id);
    if (!known) {
      known = new Set();
      this.visitors.set(subject.id, known);
    }
    const before = known.size;
    known.add(`${address}\n${agent}`);
    this.#visitors += known.size - before;
  }
}
