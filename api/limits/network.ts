import ipaddr from 'ipaddr.js';

/** Of IPv6 each customer of a provider has at least a /64 to choose addresses from. */
const IPV6_PREFIX_PARTS = 4;

/** Whose an address is, as far as it tells: of IPv4 the address, of IPv6 its /64. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const parts = parsed.parts.slice(0, IPV6_PREFIX_PARTS).map((part) => part.toString(16));
  return `${parts.join(':')}::/64`;
}
