import { Parser } from 'htmlparser2';
import { MAX_LIST_LEVEL, type Decorator, type DraftBlock, type ListKind, type TextStyle } from './block.js';
import { MAX_BLOCKS, limitMarkup, tooManyBlocks } from './body-limits.js';
import { cleanText } from './clean-text.js';
import { embedOfPlayer } from './embeds.js';
import { FigureBuilder } from './figure-builder.js';
import { CaptionCapture, CodeCapture, MediaCapture, type Attributes, type Capture } from './html-captures.js';
import { CONTAINERS, DECORATOR_OF, HEADING_STYLE_OF } from './html-elements.js';
import type { PassedOver } from './html-losses.js';
import { InlineBuilder, type Formatting } from './inline-builder.js';
import { LAZY_SOURCES, sanitiseHtml } from './sanitise-html.js';
import { isScript, scriptText } from './script-text.js';
import { CellCount, TableBuilder } from './table-builder.js';
import { absoluteUrl, linkHref, mediaUrl } from './url.js';

/** What the text of one block is: taken when its first visible character comes. */
interface TextContext {
  readonly style: TextStyle;
  readonly listItem?: ListKind;
  readonly level?: number;
}

function pixelsOf(value: string | undefined): number | undefined {
  const pixels = Number(/^\s*(\d{1,5})(?:px)?\s*$/.exec(value ?? '')?.[1]);
  return pixels > 0 ? pixels : undefined;
}

const isMedia = (name: string): boolean => name === 'video' || name === 'audio';

const INLINE: ReadonlySet<string> = new Set(
  'a br img iframe q sub sup audio video source'.split(' ').concat(...DECORATOR_OF.keys()),
);

/** Elements that neither begin nor end a line of a table's cell. */
const isInline = (name: string): boolean => INLINE.has(name);

const IMAGE_FILE = /\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)/i;

/** A frame's title; the provider's name says nothing that is not known. */
function titleOf(attributes: Attributes, provider: string): { title?: string } {
  const title = cleanText(attributes['title'] ?? '').trim();
  return title === '' || title === provider ? {} : { title };
}

/**
 * Builds blocks from the events of an HTML parser. It keeps counters and short stacks, never a tree, so that
 * nesting costs nothing. Elements it does not know are passed over and their text kept.
 */
class BlockBuilder {
  private readonly blocks: DraftBlock[] = [];
  private readonly inline = new InlineBuilder();
  private readonly decorators: Decorator[] = [];
  private readonly links: (string | null)[] = [];
  private readonly headings: TextStyle[] = [];
  private readonly lists: ListKind[] = [];
  private readonly figures: FigureBuilder[] = [];
  private readonly cells = new CellCount();
  private quotes = 0;
  private formatting: Formatting = { decorators: new Set(), href: null };
  private context: TextContext = { style: 'normal' };
  /** Blocks met in the middle of a paragraph or table; they follow it. */
  private waiting: DraftBlock[] = [];
  private table: TableBuilder | null = null;
  private capture: Capture | null = null;
  /** The `sup` and `sub` that are open. */
  private readonly scripts: string[] = [];

  constructor(private readonly passedOver: PassedOver = () => undefined) {}

  open(name: string, attributes: Attributes): void {
    this.openMark(name, attributes);
    if (this.capture) this.openInCapture(this.capture, name, attributes);
    else if (this.table) this.openInTable(this.table, name, attributes);
    else this.openInFlow(name, attributes);
  }

  close(name: string): void {
    this.closeMark(name);
    if (this.capture) this.closeInCapture(this.capture, name);
    else if (this.table) this.closeInTable(this.table, name);
    else this.closeInFlow(name);
  }

  text(text: string): void {
    const script = this.scripts.at(-1);
    if (script === undefined) return this.plainText(text);
    const raised = scriptText(script, text);
    if (raised === null) this.passedOver('element', script);
    this.plainText(raised ?? text);
  }

  private plainText(text: string): void {
    if (this.capture) this.capture.text(text);
    else if (this.table) this.table.addText(text, this.formatting);
    else {
      if (this.inline.isEmpty) this.context = this.currentContext();
      this.inline.addText(text, this.formatting);
    }
  }

  finish(): DraftBlock[] {
    this.flush();
    return this.blocks;
  }

  private openMark(name: string, attributes: Attributes): void {
    const decorator = DECORATOR_OF.get(name);
    if (decorator) this.decorators.push(decorator);
    else if (name === 'a') this.links.push(linkHref(attributes['href'] ?? ''));
    else if (isScript(name)) this.scripts.push(name);
    else return;
    this.updateFormatting();
  }

  private closeMark(name: string): void {
    const decorator = DECORATOR_OF.get(name);
    if (decorator) this.decorators.splice(this.decorators.lastIndexOf(decorator), 1);
    else if (name === 'a') this.links.pop();
    else if (isScript(name)) this.scripts.pop();
    else return;
    this.updateFormatting();
  }

  private updateFormatting(): void {
    this.formatting = { decorators: new Set(this.decorators), href: this.links.at(-1) ?? null };
  }

  private openInFlow(name: string, attributes: Attributes): void {
    const heading = HEADING_STYLE_OF.get(name);
    if (heading) {
      this.breakText();
      this.headings.push(heading);
    } else if (CONTAINERS.has(name)) this.breakText();
    else if (name === 'br') this.lineBreak();
    else if (name === 'q') this.text('\u201C');
    else if (name === 'img') this.addImage(attributes);
    else if (name === 'iframe') this.addFrame(attributes);
    else if (isMedia(name)) this.capture = new MediaCapture(name, attributes);
    else if (name === 'hr') {
      this.breakText();
      this.addApart({ _type: 'divider' });
    } else if (name === 'li') this.flush();
    else this.openNested(name, attributes);
  }

  private openNested(name: string, attributes: Attributes): void {
    if (name === 'blockquote') {
      this.breakText();
      this.quotes += 1;
    } else if (name === 'ul' || name === 'ol') {
      this.flush();
      this.lists.push(name === 'ol' ? 'number' : 'bullet');
    } else if (name === 'table') {
      this.flush();
      this.table = new TableBuilder(this.cells);
    } else if (name === 'pre') {
      this.flush();
      this.capture = new CodeCapture(attributes);
    } else if (name === 'figure') {
      this.flush();
      this.figures.push(new FigureBuilder(this.blocks, attributes['data-embed']));
    } else if (name === 'figcaption') {
      this.flush();
      if (this.figures.length > 0) this.capture = new CaptionCapture(name);
    }
  }

  private closeInFlow(name: string): void {
    if (name === 'q') return this.text('\u201D');
    if (name === 'li' || name === 'ul' || name === 'ol' || name === 'figure') this.flush();
    else if (HEADING_STYLE_OF.has(name) || CONTAINERS.has(name) || name === 'blockquote') this.breakText();
    if (HEADING_STYLE_OF.has(name)) this.headings.pop();
    else if (name === 'blockquote') this.quotes -= 1;
    else if (name === 'ul' || name === 'ol') this.lists.pop();
    else if (name === 'figure')
      this.figures
        .pop()
        ?.finish()
        .forEach((block) => this.add(block));
  }

  private openInTable(table: TableBuilder, name: string, attributes: Attributes): void {
    if (name === 'img') this.addImage(attributes);
    else if (name === 'iframe') this.addFrame(attributes);
    else if (isMedia(name)) this.capture = new MediaCapture(name, attributes);
    else if (name === 'br') table.addBreak(this.formatting);
    else if (name === 'q') this.text('\u201C');
    else if (name === 'caption') this.capture = new CaptionCapture(name);
    else if (!isInline(name)) table.open(name, attributes);
  }

  private openInCapture(capture: Capture, name: string, attributes: Attributes): void {
    capture.open(name, attributes);
    if (capture instanceof MediaCapture) return;
    const place = capture instanceof CaptionCapture ? 'in a caption' : 'in preformatted text';
    if (name === 'a') this.passedOver('link', place);
    else if (name === 'img') this.passedOver('image', place);
    else if (name === 'iframe') this.passedOver('frame', place);
    else if (isMedia(name)) this.passedOver('media', place);
  }

  private closeInTable(table: TableBuilder, name: string): void {
    if (name === 'q') this.text('\u201D');
    if (isInline(name) || !table.close(name)) return;
    const block = table.finish();
    this.table = null;
    if (block) this.add(block);
    this.addWaiting();
  }

  private closeInCapture(capture: Capture, name: string): void {
    if (name !== capture.until) return capture.close(name);
    this.capture = null;
    if (capture instanceof CodeCapture) {
      const { code, language } = capture;
      if (code !== '') this.add({ _type: 'code', code, ...(language ? { language } : {}) });
    } else if (capture instanceof CaptionCapture) {
      if (this.table) this.table.caption = capture.caption;
      else this.figures.at(-1)?.addCaption(capture.caption, capture.credit);
    } else if (capture instanceof MediaCapture) {
      const { url, title } = capture;
      if (url !== null) this.addApart({ _type: 'embed', url, ...(title ? { title } : {}) });
    }
  }

  private currentContext(): TextContext {
    const style = this.headings.at(-1) ?? (this.quotes > 0 ? 'blockquote' : 'normal');
    const listItem = this.lists.at(-1);
    return listItem ? { style, listItem, level: Math.min(this.lists.length, MAX_LIST_LEVEL) } : { style };
  }

  /** Ends a paragraph; inside a list item, which is one block, only its line. */
  private breakText(): void {
    if (this.lists.length > 0) this.inline.startLine();
    else this.flush();
  }

  /** Two breaks in a row are how old editors wrote a new paragraph. */
  private lineBreak(): void {
    if (this.inline.endsWithBreak && this.lists.length === 0 && this.headings.length === 0) this.flush();
    else this.inline.addBreak(this.formatting);
  }

  private addImage(attributes: Attributes): void {
    const url = [...LAZY_SOURCES, 'src'].map((name) => mediaUrl(attributes[name] ?? '')).find(Boolean);
    if (!url) return;
    const { href } = this.formatting;
    // A link to the same picture in full says nothing that the picture does not.
    if (href !== null && !IMAGE_FILE.test(href)) this.passedOver('link', 'around a picture');
    const width = pixelsOf(attributes['width']);
    const height = pixelsOf(attributes['height']);
    const alt = cleanText(attributes['alt'] ?? '').trim();
    this.addApart({ _type: 'image', url, alt, ...(width ? { width } : {}), ...(height ? { height } : {}) });
  }

  private addFrame(attributes: Attributes): void {
    const url = absoluteUrl(attributes['src'] ?? '');
    const embed = url === null ? null : embedOfPlayer(url);
    if (embed) this.addApart({ _type: 'embed', ...embed, ...titleOf(attributes, embed.provider) });
  }

  private addApart(block: DraftBlock): void {
    if (this.table || !this.inline.isEmpty) this.waiting.push(block);
    else this.add(block);
  }

  private flush(): void {
    const content = this.inline.finish();
    if (content.children.length > 0) this.add({ _type: 'block', ...this.context, ...content });
    this.addWaiting();
  }

  private addWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const block of waiting) this.add(block);
  }

  private add(block: DraftBlock): void {
    if (this.blocks.length >= MAX_BLOCKS) throw tooManyBlocks();
    this.blocks.push(block);
  }
}

/**
 * Blocks of a story written in HTML, in the order of their first content. Only what the allow-list knows comes
 * through; `passedOver` hears of the rest. Throws 422 `INVALID_INPUT`, code `TOO_LONG` or `TOO_DEEP`.
 */
export function htmlToBlocks(html: string, passedOver?: PassedOver): DraftBlock[] {
  limitMarkup(html, '<&');
  const builder = new BlockBuilder(passedOver);
  const parser = new Parser({
    onopentag: (name, attributes) => builder.open(name, attributes),
    onclosetag: (name) => builder.close(name),
    ontext: (text) => builder.text(text),
  });
  parser.end(sanitiseHtml(html, passedOver));
  return builder.finish();
}
