import { type EditorBlock, contentParts } from './block-markup.js';
import { pageOfPlayer } from '../markup/embed-hosts.js';
import { escaped, htmlPieces } from '../markup/html-pieces.js';
import { textOfHtml } from '../markup/html-text.js';
import { mediaKind } from '../markup/media-kind.js';
import type { PostContext } from './post-context.js';
import { embedHtml, PARAGRAPH } from '../markup/story-html.js';
import { mediaFileHtml } from './media-html.js';
import { noteBlockStyles } from './block-styles.js';

/** Blocks that stand for nothing of their own when they are empty. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(
  (
    'button buttons code column columns cover details freeform gallery group heading html image list list-item ' +
    'media-text missing more nextpage paragraph preformatted pullquote quote separator shortcode spacer table verse'
  )
    .split(' ')
    .map((name) => `core/${name}`),
);

/** Blocks that WordPress fills when the page is shown: what they hold is a pattern, no content. */
const TEMPLATES: ReadonlySet<string> = new Set([
  ...['comment-template', 'navigation', 'navigation-submenu', 'post-template', 'query-no-results'].map(
    (name) => `core/${name}`,
  ),
  ...['query-pagination', 'comments-pagination', 'social-links', 'template-part'].map(
    (name) => `core/${name}`,
  ),
  'premium-content/subscriber-view',
]);

const LAYOUTS: ReadonlySet<string> = new Set(['core/columns', 'core/cover', 'core/media-text']);
const EMBED = /^core-embed\/|^core\/embed$/;
const SHOWS_SOMETHING = /<(?:img|video|audio|iframe|hr|table|embed|object|blockquote|pre)\b/i;
/** Reusable blocks that may stand inside each other. */
const MAX_REUSE = 5;
/** Length of the reusable blocks in one post, in UTF-16 units: a few that name each other many times would have no end. */
const MAX_REUSED = 1_000_000;

/** What becomes of the blocks of a post, each as HTML. What is not kept is counted by name. */
export class PostBlocks {
  private reuse = 0;
  private reused = 0;

  constructor(private readonly context: PostContext) {}

  render = (block: EditorBlock): string => {
    const { name, attributes, html } = block;
    const { losses } = this.context;
    noteBlockStyles(attributes, losses);
    if (LAYOUTS.has(name)) losses.add('layout', shortName(name));
    if (name === 'core/block') return this.reusable(attributes['ref']);
    if (name === 'core/footnotes') return this.footnotes();
    if (EMBED.test(name)) return this.embed(block);
    if (name === 'core/gallery') return this.gallery(block);
    if (name === 'core/cover') return this.cover(block);
    if (name === 'core/verse') return verseHtml(html ?? '');
    const guid = attributes['guid'];
    if (name.includes('videopress') && typeof guid === 'string') return videopressHtml(guid);
    if (TEMPLATES.has(name)) return this.lost(name);
    if (html === null) return MAY_BE_EMPTY.has(name) ? '' : this.lost(name);
    if (!name.startsWith('core/') && !showsSomething(html)) return this.lost(name);
    return html;
  };

  private embed({ name, attributes, html }: EditorBlock): string {
    const url = typeof attributes['url'] === 'string' ? attributes['url'] : addressIn(html ?? '');
    if (!/^https?:\/\//i.test(url)) return this.lost(name);
    return embedHtml(escaped(pageOfPlayer(url)), captionIn(html ?? ''));
  }

  /** The caption of a gallery as a whole follows its pictures, each of which may have its own. */
  private gallery({ name, attributes, html }: EditorBlock): string {
    if (html && /<img\b/i.test(html)) return separateCaption(html);
    const ids = Array.isArray(attributes['ids']) ? attributes['ids'] : [];
    const files = ids.flatMap((id) => this.context.media.get(String(id)) ?? []);
    return files.length > 0 ? files.map(mediaFileHtml).join('\n') : this.lost(name);
  }

  /** Old covers have their picture in a style only. */
  private cover({ attributes, html }: EditorBlock): string {
    const url = attributes['url'];
    const inner = html ?? '';
    if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || /<(?:img|video)\b/i.test(inner))
      return inner;
    const picture =
      mediaKind(url) === 'video' ? embedHtml(escaped(url)) : `<img src="${escaped(url)}" alt="">`;
    return `${picture}${inner}`;
  }

  private reusable(ref: unknown): string {
    const content = this.context.reusable.get(String(ref));
    if (content === undefined || this.reuse >= MAX_REUSE) return this.lost('core/block');
    if (this.reused + content.length > MAX_REUSED) return this.lost('core/block');
    this.reused += content.length;
    this.reuse += 1;
    const parts = contentParts(content, this.render);
    this.reuse -= 1;
    return parts.map(({ html }) => html).join('\n');
  }

  /** Texts of footnotes are in a custom field, by which they are numbered in the text. */
  private footnotes(): string {
    const notes = parsedNotes(this.context.item.meta.get('footnotes') ?? '');
    return notes.length === 0 ? '' : `<ol>${notes.map((note) => `<li>${note}</li>`).join('')}</ol>`;
  }

  private lost(name: string): string {
    this.context.losses.add('block', shortName(name));
    return '';
  }
}

const shortName = (name: string): string => name.replace(/^core\//, '');

const showsSomething = (html: string): boolean => SHOWS_SOMETHING.test(html) || textOfHtml(html) !== '';

const videopressHtml = (guid: string): string =>
  embedHtml(`https://videopress.com/v/${encodeURIComponent(guid)}`);

/** A poem keeps its lines, which mean more than that its characters are of one width. */
function verseHtml(html: string): string {
  let verse = '';
  for (const { kind, name, source } of htmlPieces(html)) {
    if (kind === 'text') verse += source.trim() === '' ? source : source.replaceAll(/\r?\n/g, '<br>');
    else verse += name === 'pre' ? PARAGRAPH : source;
  }
  return verse;
}

/** What a `figcaption` holds. */
function captionIn(html: string): string {
  let caption = '';
  let inside = false;
  for (const { kind, name, source } of htmlPieces(html)) {
    if (name === 'figcaption') inside = kind === 'open';
    else if (inside) caption += source;
  }
  return caption.trim();
}

function separateCaption(html: string): string {
  let separated = '';
  let isGallerys = false;
  for (const { kind, name, source } of htmlPieces(html)) {
    const isCaption = name === 'figcaption';
    if (isCaption && kind === 'open') isGallerys = source.includes('blocks-gallery-caption');
    if (!isCaption || !isGallerys) separated += source;
    else separated += kind === 'open' ? '</figure><p>' : '</p>';
  }
  return separated;
}

/** The first address in the text of an embed, which is how the oldest ones are written. */
function addressIn(html: string): string {
  for (const { kind, source } of htmlPieces(html)) {
    const url = kind === 'text' ? source.trim() : '';
    if (/^https?:\/\/\S+$/i.test(url)) return url.replaceAll('&amp;', '&');
  }
  return '';
}

function parsedNotes(json: string): string[] {
  try {
    const notes: unknown = JSON.parse(json);
    if (!Array.isArray(notes)) return [];
    return notes.flatMap(({ content }: { content?: unknown }) =>
      typeof content === 'string' ? content : [],
    );
  } catch {
    return [];
  }
}
