/**
 * The canonical form of a story's body: Portable Text (https://portabletext.org), limited to what a news story
 * needs. Every block has a `_type` and a `_key` that is unique in the body and stays with the block when the
 * story is edited; rows, cells, spans and link definitions have keys that are unique within their parent.
 */

export const DECORATORS = ['strong', 'em', 'underline', 'strike-through', 'code'] as const;
export type Decorator = (typeof DECORATORS)[number];

export const TEXT_STYLES = ['normal', 'h2', 'h3', 'h4', 'blockquote'] as const;
export type TextStyle = (typeof TEXT_STYLES)[number];

export const LIST_KINDS = ['bullet', 'number'] as const;
export type ListKind = (typeof LIST_KINDS)[number];

/** Deepest level of a nested list; anything deeper is held at this level. */
export const MAX_LIST_LEVEL = 10;

/** A run of text. `marks` holds decorators and the keys of link definitions; `\n` in `text` is a line break. */
export interface Span {
  _type: 'span';
  _key: string;
  text: string;
  marks: string[];
}

/** A link that spans refer to by its `_key`: http, https, mailto, or site-relative (`/…`, `#…`, `?…`). */
export interface LinkDefinition {
  _type: 'link';
  _key: string;
  href: string;
}

/** Text with marks, as a paragraph, a list item and a table cell hold it. */
export interface InlineContent {
  children: Span[];
  markDefs: LinkDefinition[];
}

/** A paragraph, heading, quotation or list item. `level` counts from 1 and is there with `listItem` only. */
export interface TextBlock extends InlineContent {
  _type: 'block';
  _key: string;
  style: TextStyle;
  listItem?: ListKind;
  level?: number;
}

/** A picture. `width` and `height` are in pixels. One that was uploaded here has its `imageId`, and often a `srcset`. */
export interface ImageBlock {
  _type: 'image';
  _key: string;
  imageId?: string;
  url: string;
  srcset?: string;
  alt: string;
  caption?: string;
  credit?: string;
  width?: number;
  height?: number;
}

/** Something of another site, by its absolute address. `provider` is its name where it is a known one. */
export interface EmbedBlock {
  _type: 'embed';
  _key: string;
  url: string;
  provider?: string;
  title?: string;
}

/** A table cell. `colSpan` and `rowSpan` are left out when they are 1. */
export interface TableCell extends InlineContent {
  _type: 'cell';
  _key: string;
  header?: boolean;
  colSpan?: number;
  rowSpan?: number;
}

export interface TableRow {
  _type: 'row';
  _key: string;
  cells: TableCell[];
}

/** A table, row by row; a heading cell is one with `header: true`. */
export interface TableBlock {
  _type: 'table';
  _key: string;
  caption?: string;
  rows: TableRow[];
}

/** Preformatted source text. */
export interface CodeBlock {
  _type: 'code';
  _key: string;
  code: string;
  language?: string;
}

/** A thematic break. */
interface DividerBlock {
  _type: 'divider';
  _key: string;
}

export type Block = TextBlock | ImageBlock | EmbedBlock | TableBlock | CodeBlock | DividerBlock;

type WithOptionalKey<T> = T extends Block ? Omit<T, '_key'> & { _key?: string } : never;

/** A block as it comes out of a converter: everything but, perhaps, its key. */
export type DraftBlock = WithOptionalKey<Block>;
