/** The password in `Authorization: Basic` (RFC 7617), empty where it cannot be read; null for any other scheme. */
export function passwordIn(authorization: string): string | null {
  const basic = /^Basic(?: +(.*))?$/i.exec(authorization);
  if (!basic) return null;
  const pair = Buffer.from(basic[1] ?? '', 'base64').toString();
  const colon = pair.indexOf(':');
  return colon < 0 ? '' : pair.slice(colon + 1);
}
