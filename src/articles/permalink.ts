/** An address that a story had on the site's former system, as it is kept and looked up. */
export interface Permalink {
  /** Without `www.`, since a site has both; empty for a path, which stands for any host. */
  readonly host: string;
  /** Path and query. */
  readonly url: string;
}

/** Host of what is given as a path only. */
const NOWHERE = 'site.invalid';

/** A host as it is compared: with or without `www.` it is one site. */
export const bareHost = ({ host }: URL): string => host.replace(/^www\./, '');

/** @param address absolute, by http or https, or a path */
export function permalinkOf(address: string): Permalink {
  const asked = new URL(address, `http://${NOWHERE}`);
  const { pathname, search } = asked;
  const host = bareHost(asked);
  return {
    host: host === NOWHERE ? '' : host,
    url: `${pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname}${search}`,
  };
}
