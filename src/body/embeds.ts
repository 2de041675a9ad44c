/** A site whose players may stand in a story. */
interface Provider {
  readonly name: string;
  /** Matches host and path of the player's address (what an `iframe` loads). */
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
    player: /^(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]{6,20})$/,
    page: /^(?:(?:www\.|m\.)?youtube\.com\/(?:watch|(?:shorts|live)\/([\w-]{6,20}))|youtu\.be\/([\w-]{6,20}))$/,
    pageParameter: 'v',
    playerOf: (id) => `https://www.youtube-nocookie.com/embed/${id}`,
    pageOf: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  {
    name: 'Vimeo',
    player: /^player\.vimeo\.com\/video\/(\d{1,15})$/,
    page: /^(?:www\.)?vimeo\.com\/(\d{1,15})$/,
    playerOf: (id) => `https://player.vimeo.com/video/${id}`,
    pageOf: (id) => `https://vimeo.com/${id}`,
  },
  { name: 'Dailymotion', player: /^(?:www\.dailymotion\.com\/embed\/video\/|geo\.dailymotion\.com\/player)/ },
  { name: 'Spotify', player: /^open\.spotify\.com\/embed\// },
  { name: 'SoundCloud', player: /^w\.soundcloud\.com\/player\/?$/ },
  { name: 'Apple Podcasts', player: /^embed\.podcasts\.apple\.com\// },
  { name: 'X', player: /^platform\.twitter\.com\/embed\// },
  { name: 'Facebook', player: /^www\.facebook\.com\/plugins\/(?:post|video)\.php$/ },
  { name: 'Instagram', player: /^www\.instagram\.com\/(?:p|reel)\/[\w-]+\/embed(?:\/captioned)?\/?$/ },
  { name: 'TikTok', player: /^www\.tiktok\.com\/(?:embed|player)\// },
  { name: 'Datawrapper', player: /^datawrapper\.dwcdn\.net\// },
  { name: 'Flourish', player: /^(?:flo\.uri\.sh|public\.flourish\.studio)\// },
  { name: 'Google Maps', player: /^www\.google\.com\/maps\/embed/ },
  { name: 'OpenStreetMap', player: /^www\.openstreetmap\.org\/export\/embed\.html$/ },
  { name: 'Internet Archive', player: /^archive\.org\/embed\// },
];

/** Hosts whose frames are let in. */
export const EMBED_HOSTS: readonly string[] = (
  'www.youtube.com youtube.com www.youtube-nocookie.com youtube-nocookie.com player.vimeo.com www.dailymotion.com ' +
  'geo.dailymotion.com open.spotify.com w.soundcloud.com embed.podcasts.apple.com platform.twitter.com ' +
  'www.facebook.com www.instagram.com www.tiktok.com datawrapper.dwcdn.net flo.uri.sh public.flourish.studio ' +
  'www.google.com www.openstreetmap.org archive.org'
).split(' ');

interface Found {
  readonly provider: Provider;
  readonly id: string | null;
  readonly isPlayer: boolean;
}

function find(url: string): Found | null {
  if (!URL.canParse(url)) return null;
  const { host, pathname, searchParams } = new URL(url);
  const place = host + pathname;
  for (const provider of PROVIDERS) {
    const player = provider.player.exec(place);
    if (player) return { provider, id: player[1] ?? null, isPlayer: true };
    const page = provider.page?.exec(place);
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
