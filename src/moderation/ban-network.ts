import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Bits of the narrowest and the widest range that can be banned: nothing narrower is known of a commenter. */
const BITS = { ipv4: { narrowest: 24, widest: 8 }, ipv6: { narrowest: 48, widest: 16 } } as const;

/**
 * A range of addresses in CIDR notation, without the bits that are not part of it.
 * @returns such as `192.0.2.0/24`; null for what is no range, or too narrow or too wide a one
 */
export function bannableNetwork(text: string): string | null {
  // The library also reads shortened forms and zones, which PostgreSQL does not.
  const [written = ''] = text.split('/');
  if (isIP(written) === 0 || written.includes('%') || !ipaddr.isValidCIDR(text)) return null;
  const [address, bits] = ipaddr.parseCIDR(text);
  const { narrowest, widest } = BITS[address.kind()];
  if (bits > narrowest || bits < widest) return null;
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(text).toString()}/${bits}`;
}
