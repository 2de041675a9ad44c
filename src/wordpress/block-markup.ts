/** A block of WordPress's block editor. */
export interface EditorBlock {
  /** With its namespace, such as `core/image`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What it holds, its own blocks already turned into HTML; null for a block that is only its delimiter. */
  readonly html: string | null;
}

/** A part of a post: of blocks, or of the classic editor that stands between them. */
export interface ContentPart {
  readonly html: string;
  readonly isClassic: boolean;
}

/** Blocks that stand inside each other; what is deeper is taken for part of the last one. */
const MAX_DEPTH = 40;
const DELIMITER = /^\s*(\/)?wp:([a-z][\w-]*(?:\/[a-z][\w-]*)?)(?:\s+(\{.*\}))?\s*(\/)?$/s;

export const hasBlocks = (content: string): boolean => /<!--\s{0,10}wp:/.test(content);

interface Frame {
  readonly name: string;
  readonly attributes: EditorBlock['attributes'];
  html: string;
}

/**
 * Takes the content of a post apart at the delimiters of its blocks
 * (https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/). Blocks that are never ended
 * end with the one around them, ends without a beginning are passed over. Linear in the length of the content.
 */
export function contentParts(content: string, render: (block: EditorBlock) => string): ContentPart[] {
  return new BlockParser(render).parse(content);
}

class BlockParser {
  private readonly parts: ContentPart[] = [];
  private readonly frames: Frame[] = [];
  /** Blocks that are open beyond the deepest. */
  private deeper = 0;

  constructor(private readonly render: (block: EditorBlock) => string) {}

  parse(content: string): ContentPart[] {
    let taken = 0;
    let at = content.indexOf('<!--');
    while (at !== -1) {
      const end = content.indexOf('-->', at + 4);
      if (end === -1) break;
      const delimiter = DELIMITER.exec(content.slice(at + 4, end));
      if (delimiter) {
        this.text(content.slice(taken, at));
        taken = end + 3;
        this.delimiter(delimiter);
      }
      at = content.indexOf('<!--', end + 3);
    }
    this.text(content.slice(taken));
    while (this.frames.length > 0) this.close();
    return this.parts;
  }

  private delimiter([, slash, given = '', json, void_]: RegExpExecArray): void {
    const name = given.includes('/') ? given : `core/${given}`;
    if (slash) return this.end(name);
    const attributes = attributesOf(json);
    if (void_) this.html(this.render({ name, attributes, html: null }));
    else if (this.frames.length >= MAX_DEPTH) this.deeper += 1;
    else this.frames.push({ name, attributes, html: '' });
  }

  private end(name: string): void {
    if (this.deeper > 0) {
      this.deeper -= 1;
      return;
    }
    const place = this.frames.findLastIndex((frame) => frame.name === name);
    if (place === -1) return;
    while (this.frames.length > place) this.close();
  }

  private close(): void {
    const { name, attributes, html } = this.frames.pop() as Frame;
    this.html(this.render({ name, attributes, html }));
  }

  private text(text: string): void {
    const frame = this.frames.at(-1);
    if (frame) frame.html += text;
    else if (text.trim() !== '') this.parts.push({ html: text, isClassic: true });
  }

  private html(html: string): void {
    const frame = this.frames.at(-1);
    const last = this.parts.at(-1);
    if (frame) frame.html += html;
    else if (last && !last.isClassic)
      this.parts[this.parts.length - 1] = { html: `${last.html}\n${html}`, isClassic: false };
    else this.parts.push({ html, isClassic: false });
  }
}

function attributesOf(json: string | undefined): EditorBlock['attributes'] {
  if (json === undefined) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
