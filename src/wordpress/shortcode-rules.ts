import { isEmbeddable, pageOfPlayer } from '../markup/embed-hosts.js';
import { htmlPieces, quoted } from '../markup/html-pieces.js';
import { decodeEntities } from '../markup/html-text.js';
import { mediaKind } from '../markup/media-kind.js';
import { absolute } from '../markup/absolute.js';
import type { PostContext } from './post-context.js';
import type { Shortcode, ShortcodeRules } from './shortcodes.js';
import { codeHtml, embedHtml, figureHtml, PARAGRAPH } from '../markup/story-html.js';
import { mediaFileHtml } from './media-html.js';

/** Shortcodes of WordPress, of WordPress.com and Jetpack, and others whose names nobody writes in brackets in prose. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'archiveorg audio caption contact-field contact-form contact-form-7 dailymotion embed facebook flickr gallery gist ' +
    'googlemaps gravityform instagram jetpack_subscription_form ninja_form playlist polldaddy recaptcha scribd ' +
    'slideshare slideshow sourcecode soundcloud spotify tweet video videopress vimeo vine wp_caption wpvideo youtube'
  ).split(' '),
);

/** Shortcodes around source text, most of them languages of SyntaxHighlighter. */
const SOURCE: ReadonlyMap<string, string> = new Map(
  [
    'code sourcecode cc source codesyntax',
    'bash c cpp csharp css delphi diff go groovy html java javascript js latex lua matlab objc perl php plain',
    'powershell python r ruby scala shell sql swift text ts typescript vb xml yaml',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, /^(?:code|sourcecode|cc|source|codesyntax|plain|text)$/.test(name) ? '' : name]),
);

/** The page of an item that a shortcode names by its id. */
const PAGE_OF_ID: ReadonlyMap<string, (id: string) => string> = new Map([
  ['archiveorg', (id) => `https://archive.org/details/${id}`],
  ['dailymotion', (id) => `https://www.dailymotion.com/video/${id}`],
  ['gist', (id) => `https://gist.github.com/${id}`],
  ['instagram', (id) => `https://www.instagram.com/p/${id}/`],
  ['scribd', (id) => `https://www.scribd.com/document/${id}`],
  ['ted', (id) => `https://www.ted.com/talks/${id}`],
  ['tweet', (id) => `https://twitter.com/i/web/status/${id}`],
  ['videopress', (id) => `https://videopress.com/v/${id}`],
  ['vimeo', (id) => `https://vimeo.com/${id}`],
  ['wpvideo', (id) => `https://videopress.com/v/${id}`],
  ['youtube', (id) => `https://www.youtube.com/watch?v=${id}`],
]);

const RECORDINGS = ['src', 'mp4', 'm4v', 'webm', 'ogv', 'mp3', 'm4a', 'ogg', 'wav', 'wma', 'wmv', 'flv'];
const FOOTNOTE = /^(?:ref|fn|note|footnote|efn_note|easy_footnote|sidenote)$/;
const QUOTE = /^(?:block|pull|big)?_?quote$/;
const TITLED = /tab|toggle|accordion|spoiler|expand|collapse|faq|callout|panel/;
/** Plugins' names for parts of a page's layout, whose content stands on lines of its own. */
const LAYOUT =
  /(?:^|_)(?:row|column|col|section|container|tabs?|accordion|toggle|box|half|third|fourth|fifth)s?(?:_|$)/;
const BLOCK_TAG = /<(?:p|div|h[1-6]|ul|ol|li|table|blockquote|figure|pre|section)\b|\n/i;
const ID = /^[\w.-]{1,100}$/;
const WEB = /^https?:\/\//i;

/** What becomes of the shortcodes of a post. What is not kept is counted by name. */
export class PostShortcodes implements ShortcodeRules {
  constructor(private readonly context: PostContext) {}

  isKnown(name: string): boolean {
    return KNOWN.has(name);
  }

  isRaw(name: string): boolean {
    return SOURCE.has(name);
  }

  render(code: Shortcode): string {
    const { name } = code;
    const source = SOURCE.get(name);
    if (source !== undefined && code.content !== null) return sourceHtml(code, source);
    if (name === 'caption' || name === 'wp_caption') return captionedHtml(code);
    if (name === 'gallery' || name === 'slideshow') return this.gallery(code);
    if (name === 'playlist') return this.playlist(code);
    if (name === 'audio' || name === 'video') return this.recording(code);
    if (name === 'contact-form') return this.lost(name);
    return this.embed(code) ?? this.unknown(code);
  }

  private gallery({ name, named, others }: Shortcode): string {
    const listed = idsOf(named.get('ids') ?? named.get('include') ?? others[0] ?? '');
    const excluded = idsOf(named.get('exclude') ?? '');
    const ids = listed.length > 0 ? listed : this.attached('image', named.get('id'));
    const html = ids.filter((id) => !excluded.includes(id)).map((id) => this.file(id));
    return html.length > 0 ? html.join('\n') : this.lost(name);
  }

  private playlist({ name, named }: Shortcode): string {
    const listed = idsOf(named.get('ids') ?? named.get('include') ?? '');
    const kind = named.get('type') === 'video' ? 'video' : 'audio';
    const ids = listed.length > 0 ? listed : this.attached(kind, named.get('id'));
    return ids.length > 0 ? ids.map((id) => this.file(id)).join('\n') : this.lost(name);
  }

  private recording({ name, named, others }: Shortcode): string {
    const addresses = [...RECORDINGS.map((format) => named.get(format)), others[0]?.split('|', 1)[0]];
    const given = addresses.find((address) => address !== undefined && address !== '');
    const url = given === undefined ? '' : absolute(given, this.context.base);
    if (WEB.test(url)) return embedHtml(pageOfPlayer(url));
    const [attached] = this.attached(name === 'audio' ? 'audio' : 'video');
    return attached === undefined ? this.lost(name) : this.file(attached);
  }

  /** Something of another site, by an address or an id in the shortcode. */
  private embed({ name, named, others, content }: Shortcode): string | null {
    const addresses = [
      content?.trim(),
      ...['url', 'src', 'href', 'link', 'video', 'file', 'id'].map((key) => named.get(key)),
      ...others.map((other) => other.replace(/^=/, '')),
    ];
    const url = addresses.find((address) => address && WEB.test(address) && !/[\s<]/.test(address));
    if (url !== undefined) {
      const page = pageOfPlayer(url);
      if (KNOWN.has(name) || (isEmbeddable(page) && !content?.trim().includes('<'))) return embedHtml(page);
    }
    const pageOfId = PAGE_OF_ID.get(name);
    const id = pageOfId && [named.get('id'), ...others].find((other) => other && ID.test(other));
    return pageOfId && id ? embedHtml(pageOfId(id)) : null;
  }

  private unknown({ name, named, content }: Shortcode): string {
    if (content === null) return this.lost(name);
    if (QUOTE.test(name)) return `<blockquote>${content}</blockquote>`;
    this.lost(name);
    if (FOOTNOTE.test(name)) return content.trim() === '' ? '' : ` (${content.trim()})`;
    const title = TITLED.test(name) ? (named.get('title') ?? '') : '';
    const heading = title === '' ? '' : `<p><strong>${quoted(title)}</strong></p>`;
    if (heading !== '' || LAYOUT.test(name) || BLOCK_TAG.test(content)) {
      return `${PARAGRAPH}${heading}\n\n${content}\n\n${PARAGRAPH}`;
    }
    const href = named.get('url') ?? named.get('href') ?? named.get('link') ?? '';
    const isLink = /^(?:https?:\/\/|\/(?!\/))/i.test(href) && !/<a\b/i.test(content);
    return isLink ? `<a href="${quoted(href)}">${content}</a>` : content;
  }

  /** A file of the library as a picture or as an embed. */
  private file(id: string): string {
    const file = this.context.media.get(id);
    if (file === null) {
      this.context.losses.add('image', 'not in the export');
      return '';
    }
    if (mediaKind(file.url) === 'image') return mediaFileHtml(file);
    return embedHtml(quoted(file.url), quoted(file.caption || file.title));
  }

  private attached(kind: 'image' | 'audio' | 'video', post = this.context.item.id): string[] {
    const { media } = this.context;
    return media.childrenOf(post).filter((id) => mediaKind(media.get(id)?.url ?? '') === kind);
  }

  private lost(name: string): string {
    this.context.losses.add('shortcode', name);
    return '';
  }
}

const idsOf = (list: string): string[] => list.match(/\d+/g) ?? [];

function sourceHtml({ named, others, content }: Shortcode, language: string): string {
  const code = decodeEntities(content ?? '').replace(/^\s*\n/, '');
  return codeHtml(
    code.trimEnd(),
    named.get('language') ?? named.get('lang') ?? (language || (others[0] ?? '')),
  );
}

/** A picture, perhaps in a link, and its caption: in an attribute, or what follows the picture. */
function captionedHtml({ named, content }: Shortcode): string {
  let picture = '';
  let rest = '';
  let inLink = false;
  let hasPicture = false;
  for (const { kind, name, source } of htmlPieces(content ?? '')) {
    const isPicture = kind === 'open' && (name === 'img' || name === 'iframe' || name === 'video');
    const isLink = name === 'a' && (!hasPicture || inLink);
    if (isPicture || isLink || (hasPicture && kind === 'close' && (name === 'iframe' || name === 'video'))) {
      if (isLink) inLink = kind === 'open';
      hasPicture ||= isPicture;
      picture += source;
    } else if (hasPicture || source.trim() !== '') rest += source;
  }
  if (!hasPicture) return content ?? '';
  return figureHtml(picture, named.get('caption') ?? rest.trim());
}
