import { PASS, type Phase } from './phase.js';
import { parseUrl } from '../platform/http/parse-url.js';

const MOST_LINKS = 3;
/** The links of a comment in HTML as this program writes it: no link stands in another. */
const LINKS = /<a href="([^"]*)"[^>]*>([^]*?)<\/a>/g;
const TAGS_AND_INVISIBLE = /<[^>]*>|[\s\p{Default_Ignorable_Code_Point}]/gu;
/** A text that reads as an address, with its host. */
const ADDRESS = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[/?#:]|$)/iu;

/** Links that are too many, or that do not lead where they say. */
export const links: Phase = {
  name: 'links',
  judge({ html }) {
    const found = [...html.matchAll(LINKS)];
    const disguised = found.filter(([, href = '', label = '']) => isDisguised(href, label));
    if (disguised.length > 0) {
      const detail = 'A link has to show where it leads.';
      return { verdict: 'nudge', rule: 'disguisedLink', score: disguised.length, detail };
    }
    if (found.length <= MOST_LINKS) return PASS;
    const detail = `Use ${MOST_LINKS} links at most.`;
    return { verdict: 'nudge', rule: 'tooManyLinks', score: found.length, detail };
  },
};

/** Nothing is seen of it, or what is seen is the address of another host. */
function isDisguised(href: string, label: string): boolean {
  const shown = label.replace(TAGS_AND_INVISIBLE, '');
  if (shown === '') return true;
  const host = ADDRESS.exec(shown)?.[1];
  if (host === undefined) return false;
  const address = parseUrl(`https://${host}`)?.hostname ?? host;
  return bare(parseUrl(href)?.hostname ?? '') !== bare(address);
}

const bare = (host: string): string => host.toLowerCase().replace(/^www\./, '');
