import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import ipaddr from 'ipaddr.js';

export interface OutsideLimits {
  readonly timeoutMs: number;
  /** Longest answer that is read. */
  readonly maxBytes: number;
  /** Whether the address may be loopback, private, link-local or otherwise not public. */
  readonly allowPrivate: boolean;
  /** Ends the call before its time. */
  readonly signal?: AbortSignal;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly text: string;
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
  { timeoutMs, maxBytes, allowPrivate, signal }: OutsideLimits,
): Promise<OutsideAnswer> {
  const target = new URL(url);
  const host = hostOf(target);
  if (!allowPrivate && ipaddr.isValid(host) && !isPublic(host)) return Promise.reject(notPublic());
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done, fail) => {
    const request = send(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      ...(allowPrivate ? {} : { lookup: publicLookup }),
    });
    request.on('error', fail).on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response
        .on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > maxBytes) response.destroy(new Error(`The answer is longer than ${maxBytes} bytes.`));
          else chunks.push(chunk);
        })
        .on('error', fail)
        .on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    request.end(body);
  });
}

/** An address of IPv6 without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const notPublic = (): Error => new Error('The address is not public.');

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
