import { parseUrl } from '../platform/http/parse-url.js';

/** A site whose players may stand in a story. */
interface Provider {
  readonly name: string;
  /** Hosts of its player (what an `iframe` loads). */
  readonly hosts: readonly string[];
  /** Matches the path of the player's address, with the item's id as its first group where a page has it too. */
  readonly player: RegExp;
  /** Matches host and path of the public page, with the item's id as its first group. */
  readonly page?: RegExp;
  /** Query parameter of the page that holds the id, where the path does not. */
  readonly pageParameter?: string;
  readonly playerOf?: (id: string) => string;
  readonly pageOf?: (id: string) => string;
}

const PROVIDERS: readonly Provider[] = [
  {
    name: 'YouTube',
    hosts: ['www.youtube.com', 'youtube.com', 'www.youtube-nocookie.com', 'youtube-nocookie.com'],
    player: /^\/embed\/([\w-]{6,20})$/,
    page: /^(?:(?:www\.|m\.)?youtube\.com\/(?:watch|(?:shorts|live)\/([\w-]{6,20}))|youtu\.be\/([\w-]{6,20}))$/,
    pageParameter: 'v',
    playerOf: (id) => `https://www.youtube-nocookie.com/embed/${id}`,
    pageOf: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  {
    name: 'Vimeo',
    hosts: ['player.vimeo.com'],
    player: /^\/video\/(\d{1,15})$/,
    page: /^(?:www\.)?vimeo\.com\/(\d{1,15})$/,
    playerOf: (id) => `https://player.vimeo.com/video/${id}`,
    pageOf: (id) => `https://vimeo.com/${id}`,
  },
  { name: 'Dailymotion', hosts: ['www.dailymotion.com'], player: /^\/embed\/video\// },
  { name: 'Dailymotion', hosts: ['geo.dailymotion.com'], player: /^\/player/ },
  { name: 'Spotify', hosts: ['open.spotify.com'], player: /^\/embed\// },
  { name: 'SoundCloud', hosts: ['w.soundcloud.com'], player: /^\/player\/?$/ },
  { name: 'Apple Podcasts', hosts: ['embed.podcasts.apple.com'], player: /^\// },
  { name: 'X', hosts: ['platform.twitter.com'], player: /^\/embed\// },
  { name: 'Facebook', hosts: ['www.facebook.com'], player: /^\/plugins\/(?:post|video)\.php$/ },
  {
    name: 'Instagram',
    hosts: ['www.instagram.com'],
    player: /^\/(?:p|reel)\/[\w-]+\/embed(?:\/captioned)?\/?$/,
  },
  { name: 'TikTok', hosts: ['www.tiktok.com'], player: /^\/(?:embed|player)\// },
  { name: 'Datawrapper', hosts: ['datawrapper.dwcdn.net'], player: /^\// },
  { name: 'Flourish', hosts: ['flo.uri.sh', 'public.flourish.studio'], player: /^\// },
  { name: 'Google Maps', hosts: ['www.google.com'], player: /^\/maps\/embed/ },
  { name: 'OpenStreetMap', hosts: ['www.openstreetmap.org'], player: /^\/export\/embed\.html$/ },
  { name: 'Internet Archive', hosts: ['archive.org'], player: /^\/embed\// },
];

/** Hosts whose frames are let in. */
export const EMBED_HOSTS: readonly string[] = PROVIDERS.flatMap((provider) => provider.hosts);

interface Found {
  readonly provider: Provider;
  readonly id: string | null;
  readonly isPlayer: boolean;
}

function find(url: string): Found | null {
  if (!parseUrl(url)) return null;
  const { host, pathname, searchParams } = new URL(url);
  for (const provider of PROVIDERS) {
    const player = provider.hosts.includes(host) ? provider.player.exec(pathname) : null;
    if (player) return { provider, id: player[1] ?? null, isPlayer: true };
    const page = provider.page?.exec(host + pathname);
    if (!page) continue;
    const id = page[1] ?? page[2] ?? searchParams.get(provider.pageParameter ?? '');
    if (id !== null && /^[\w-]{1,20}$/.test(id)) return { provider, id, isPlayer: false };
  }
  return null;
}

const secure = (url: string): string => url.replace(/^http:/i, 'https:');

/** The name of the known provider of an address, or null. */
export const providerOf = (url: string): string | null => find(url)?.provider.name ?? null;

/**
 * What an `iframe` with this absolute address stands for: the address of the public page where it follows from
 * the player's, otherwise the player's own; null when its provider is not known.
 */
export function embedOfPlayer(url: string): { url: string; provider: string } | null {
  const found = find(url);
  if (!found) return null;
  const { provider, id } = found;
  return { url: id !== null && provider.pageOf ? provider.pageOf(id) : secure(url), provider: provider.name };
}

/** The https address that an `iframe` may load for an embed, or null when there is none that is known. */
export function playerOfEmbed(url: string): string | null {
  const found = find(url);
  if (!found) return null;
  if (found.id !== null && found.provider.playerOf) return found.provider.playerOf(found.id);
  return found.isPlayer ? secure(url) : null;
}
