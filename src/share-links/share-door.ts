import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasBody, isAnonymous } from '../platform/cache/cache-key.js';
import { MAX_URL_BYTES } from '../platform/http/target.js';
import type { ShareVisitsService } from './share-visits.service.js';
import { redirectHeaders, REDIRECT_STATUS, type Link, linkIn, mended, UNSAID } from './visit-answer.js';
import type { VisitTarget } from './visit-target.js';
import { visitorOf } from './visitor.js';

export interface ShareDoorOptions {
  readonly visits: ShareVisitsService;
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: (request: IncomingMessage) => string;
  /** Hears of every request that was answered here. */
  readonly log: (line: object) => void;
}

const PATH = '/s/';

/** Where short links come in: those whose target is in memory are led on before the framework does any work. */
export class ShareDoor {
  readonly #always: readonly string[];
  /** Headers of the answer to a visit with no query, by where it leads and the network. */
  readonly #ready = new WeakMap<VisitTarget, Map<string | null, readonly string[]>>();

  constructor(private readonly options: ShareDoorOptions) {
    this.#always = Object.entries(options.headers)
      .filter(([name]) => !UNSAID.includes(name))
      .flat();
  }

  /** Answers a request for a short link when it can. @returns whether it did; if not, the request is to go on */
  readonly answers = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { url = '' } = request;
    if (!url.startsWith(PATH)) return false;
    request.url = mended(url);
    const link = isPlain(request) ? linkIn(request.url) : null;
    const target = link ? this.options.visits.kept(link.code) : undefined;
    return link !== null && target !== undefined && this.#leads(request, response, link, target);
  };

  #leads(request: IncomingMessage, response: ServerResponse, link: Link, target: VisitTarget): boolean {
    const { visits, requestId, log } = this.options;
    const visitor = visitorOf(request);
    if (visitor.isPreview && target.kind === 'story') return false;
    const headers = this.#headers(target, link);
    if (headers === null) return false;
    visits.count(target, link, visitor.kind, request);
    const id = requestId(request);
    response.writeHead(REDIRECT_STATUS, [...headers, 'x-request-id', id]);
    response.end();
    const route = link.network === null ? '/s/:code' : '/s/:code/:network';
    log({ method: request.method, route, status: REDIRECT_STATUS, fromMemory: true, requestId: id });
    return true;
  }

  /** Names and values of headers one after the other, as Node takes them; null where the controller says why not. */
  #headers(target: VisitTarget, link: Link): readonly string[] | null {
    if (link.query !== '') return this.#made(target, link);
    let ready = this.#ready.get(target);
    if (!ready) {
      ready = new Map();
      this.#ready.set(target, ready);
    }
    const known = ready.get(link.network) ?? this.#made(target, link);
    if (known) ready.set(link.network, known);
    return known;
  }

  #made(target: VisitTarget, link: Link): readonly string[] | null {
    try {
      const location = this.options.visits.addressOf(target, link);
      return [...this.#always, ...Object.entries(redirectHeaders(location)).flat()];
    } catch {
      return null;
    }
  }
}

/** A request that asks for no more than any reader may. */
const isPlain = ({ method, url = '', headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  url.length <= MAX_URL_BYTES &&
  isAnonymous(headers) &&
  !hasBody(headers);
