import { isIPv6 } from 'node:net';

/** `uri-host [ ":" port ]` of RFC 3986, without the empty host that no HTTP address may have (RFC 9110, section 4.2.1). */
const AUTHORITY = /^(?:\[(?<ipv6>[^\]]*)\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::(?<port>\d*))?$/;
const MAX_PORT = 65_535;

export function isAuthority(text: string): boolean {
  const { ipv6, port = '' } = AUTHORITY.exec(text)?.groups ?? { port: String(MAX_PORT + 1) };
  return (ipv6 === undefined || isIPv6(ipv6)) && Number(port) <= MAX_PORT;
}

/** Whom the request is for: the address in its first line counts for more than Host (RFC 9112, section 3.2.2). */
export function authorityOf(target: string, host: string | undefined): string | undefined {
  return /^https?:\/\/([^/?#]*)/i.exec(target)?.[1] ?? host;
}

/** Its name or number without the port, as every way of writing it is written in the end. */
export function hostnameOf(authority: string): string | undefined {
  return URL.parse(`http://${authority}`)?.hostname.replace(/\.$/, '');
}
