import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * The network address of whoever sends a request, as far as it is trusted: what Fastify gives as `request.ip`, for
 * requests that it does not see.
 * @param trustedProxies addresses or CIDR ranges whose `X-Forwarded-For` is believed
 */
export function clientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return ({ socket }) => socket.remoteAddress ?? '';
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, isTrusted);
}
