import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import ipaddr from 'ipaddr.js';

/** Connections that are kept for the next call of the same host. */
export class OutsideConnections {
  readonly #options = { keepAlive: true, timeout: 5_000, maxFreeSockets: 64 };
  readonly #plain = new Agent(this.#options);
  readonly #secure = new SecureAgent(this.#options);

  agentFor({ protocol }: URL): Agent {
    return protocol === 'https:' ? this.#secure : this.#plain;
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

export interface OutsideLimits {
  readonly timeoutMs: number;
  /** Longest answer that is read. */
  readonly maxBytes: number;
  /** Whether the address may be loopback, private, link-local or otherwise not public. */
  readonly allowPrivate: boolean;
  /** Where connections come from; without, there is one for each call. */
  readonly connections?: OutsideConnections;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly text: string;
}

/** An answer of which the status counts, and nothing that is said. */
export interface OutsideStatus {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** Why a call failed, as far as it is told to those who configured it. */
export type OutsideFailure = 'timeout' | 'unreachable' | 'notPublic' | 'tls';

/** Codes of Node for what is wrong with a certificate, or with speaking TLS at all. */
const TLS_FAULT =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$|HOSTNAME_MISMATCH)/;

/** What a call failed by. */
export function outsideFailure(error: unknown): OutsideFailure {
  const { name, code, message } = error as { name?: string; code?: unknown; message?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  if (message === NOT_PUBLIC) return 'notPublic';
  return typeof code === 'string' && TLS_FAULT.test(code) ? 'tls' : 'unreachable';
}

/**
 * Posts to an address that somebody has configured. Where its host leads to is judged by the addresses that are then
 * connected to, so that a name cannot lead elsewhere the second time it is looked up. Redirects are not followed.
 * @throws Error when it cannot be reached, may not be, or does not answer in full within time and size
 */
export function postOutside(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  limits: OutsideLimits,
): Promise<OutsideAnswer> {
  return post(url, body, headers, limits, (response, done, fail) => {
    const chunks: Buffer[] = [];
    read(response, limits.maxBytes, (chunk) => chunks.push(chunk));
    response
      .on('error', fail)
      .on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
  });
}

/**
 * The same where the status is all that counts: it is there as soon as the answer begins. What else is said is thrown
 * away, and cut off where it is too long.
 * @throws Error as `postOutside` does
 */
export function notifyOutside(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  limits: OutsideLimits,
): Promise<OutsideStatus> {
  return post(url, body, headers, limits, (response, done) => {
    response.on('error', () => undefined);
    read(response, limits.maxBytes, () => undefined);
    done({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
  });
}

function read(response: IncomingMessage, maxBytes: number, take: (chunk: Buffer) => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) response.destroy(new Error(`The answer is longer than ${maxBytes} bytes.`));
    else take(chunk);
  });
}

type Hear<T> = (response: IncomingMessage, done: (answer: T) => void, fail: (error: Error) => void) => void;

async function post<T>(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  limits: OutsideLimits,
  hear: Hear<T>,
): Promise<T> {
  const target = new URL(url);
  const host = hostOf(target);
  if (!limits.allowPrivate && ipaddr.isValid(host) && !isPublic(host)) throw notPublic();
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = limits.signal ? AbortSignal.any([timeout, limits.signal]) : timeout;
  const send = (): Promise<T> =>
    new Promise((done, fail) => {
      const request = begin(target, { body, headers, signal, limits });
      request
        .on('response', (response) => hear(response, done, fail))
        // Neither a response nor an error comes of these. What was settled before stays so.
        .on('upgrade', (_, socket) => {
          socket.destroy();
          fail(new Error('The answer is that of another protocol.'));
        })
        .on('close', () => fail(new Error('The connection ended without an answer.')))
        .on('error', (error) => {
          fail(isStale(request, error) ? STALE : error);
        });
      request.end(body);
    });
  try {
    return await send();
  } catch (error) {
    if (error !== STALE) throw timeout.aborted ? timeout.reason : error;
    return send();
  }
}

const STALE = new Error('The connection was closed meanwhile.');

/** Whether a kept connection was closed by the other side just when it was used: nothing was said of the request. */
const isStale = ({ reusedSocket }: ClientRequest, { code }: NodeJS.ErrnoException): boolean =>
  reusedSocket && code === 'ECONNRESET';

interface Outgoing {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly limits: OutsideLimits;
}

function begin(target: URL, { body, headers, signal, limits }: Outgoing): ClientRequest {
  const { allowPrivate, connections } = limits;
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return send(target, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal,
    ...(connections ? { agent: connections.agentFor(target) } : {}),
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  });
}

/** An address of IPv6 without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const NOT_PUBLIC = 'The address is not public.';
const notPublic = (): Error => new Error(NOT_PUBLIC);

/** Whether an address belongs to the public internet. One that is mapped into IPv6 is judged as what it stands for. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.process(address);
  // The former way to write an IPv4 address as one of IPv6 (RFC 4291, section 2.5.5.1) stands for no public one.
  const isCompatible = parsed instanceof ipaddr.IPv6 && parsed.parts.slice(0, 6).every((part) => part === 0);
  return !isCompatible && parsed.range() === 'unicast';
}

/** Names that lead to this machine or its network, and those without a dot, which no public name is. */
const PRIVATE_NAME = /^[^.]*$|(?:^|\.)(?:localhost|local|internal|intranet|lan|corp|home|home\.arpa)$/;

/** Whether the host of an address is public as far as can be told without looking it up. */
export function hasPublicHost(url: URL): boolean {
  const host = hostOf(url).replace(/\.$/, '');
  return ipaddr.isValid(host) ? isPublic(host) : !PRIVATE_NAME.test(host);
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** `dns.lookup`, which fails for a host with any address that is not public. */
function publicLookup(hostname: string, options: LookupOptions, found: Found): void {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return found(error ?? new Error('The host has no address.'), '');
    if (!addresses.every(({ address }) => isPublic(address))) return found(notPublic(), '');
    if (options.all) return found(null, addresses);
    found(null, first.address, first.family);
  });
}
