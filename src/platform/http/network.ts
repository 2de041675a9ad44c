import ipaddr from 'ipaddr.js';

const KEPT_BITS = { ipv4: 24, ipv6: 48 } as const;

/**
 * The network that an address belongs to: its /24, or /48 for IPv6 (an IPv4-mapped address is an IPv4 one). It is what
 * may be kept of an address.
 * @returns such as `192.0.2.0/24`; null for what is no address
 */
export function networkOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  const bits = KEPT_BITS[parsed.kind()];
  const network =
    parsed instanceof ipaddr.IPv4
      ? ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${bits}`);
  return `${network.toString()}/${bits}`;
}
