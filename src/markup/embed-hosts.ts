import { mediaKind } from './media-kind.js';
import { parseUrl } from '../platform/http/parse-url.js';

/**
 * Hosts whose pages WordPress turns into players and cards when their address stands alone on a line
 * (https://wordpress.org/documentation/article/embeds/), with those it did so for in the past.
 */
const HOSTS: ReadonlySet<string> = new Set(
  (
    'amazon.com animoto.com anghami.com archive.org bandcamp.com blip.tv bsky.app canva.com cloudup.com ' +
    'codepen.io collegehumor.com crowdsignal.com d.tube dai.ly dailymotion.com facebook.com fb.watch flic.kr ' +
    'flickr.com funnyordie.com gist.github.com giphy.com gfycat.com hulu.com imgur.com instagram.com instagr.am ' +
    'issuu.com kickstarter.com linkedin.com loom.com maps.google.com mastodon.social meetup.com mixcloud.com ' +
    'pinterest.com pca.st podcasts.apple.com poll.fm polldaddy.com qik.com rdio.com reddit.com reverbnation.com ' +
    'revision3.com rumble.com rutube.ru scribd.com slideshare.net smugmug.com snd.sc soundcloud.com speakerdeck.com ' +
    'open.spotify.com spotify.com spoti.fi streamable.com t.me ted.com telegram.me threads.net tiktok.com tumblr.com ' +
    'twitch.tv twitter.com ustream.tv viddler.com videopress.com vimeo.com vine.co vk.com wolframcloud.com ' +
    'wordpress.tv x.com youtu.be youtube.com youtube-nocookie.com'
  ).split(' '),
);
/** Hosts of one's own below these names. */
const PARENTS = ['bandcamp.com', 'flickr.com', 'smugmug.com', 'tumblr.com', 'spotify.com', 'vimeo.com'];
const PREFIX = /^(?:www|m|mobile|player|embed|w)\./;

/** Whether what stands behind an address is shown in a story rather than linked from it. */
export function isEmbeddable(url: string): boolean {
  if (!parseUrl(url)) return false;
  const { hostname } = new URL(url);
  const host = hostname.replace(PREFIX, '');
  const kind = mediaKind(url);
  return (
    HOSTS.has(host) ||
    PARENTS.some((parent) => host.endsWith(`.${parent}`)) ||
    kind === 'audio' ||
    kind === 'video'
  );
}

const YOUTUBE_ID =
  /(?:youtube(?:-nocookie)?\.com\/(?:[^?#]*[?&](?:amp;)?v=|(?:v|e|embed|shorts|live)\/)|youtu\.be\/)([\w-]{6,20})/i;
const VIMEO_ID = /(?:moogaloop\.swf[^#]*?clip_id=|player\.vimeo\.com\/video\/)(\d{1,15})/i;

/** The longest address that a player has: to look for one takes quadratic time. */
const MAX_URL = 2_000;

/** The page of a recording, from any of the addresses that its players have had. */
export function pageOfPlayer(url: string): string {
  if (url.length > MAX_URL) return url;
  const youtube = YOUTUBE_ID.exec(url)?.[1];
  if (youtube !== undefined && youtube !== 'videoseries') return `https://www.youtube.com/watch?v=${youtube}`;
  const vimeo = VIMEO_ID.exec(url)?.[1];
  return vimeo === undefined ? url : `https://vimeo.com/${vimeo}`;
}
