import { toHTML, type PortableTextHtmlComponents } from '@portabletext/to-html';
import type {
  Block,
  CodeBlock,
  EmbedBlock,
  ImageBlock,
  InlineContent,
  LinkDefinition,
  TableBlock,
  TableCell,
  TextBlock,
} from './block.js';
import { playerOfEmbed } from './embeds.js';
import { escapeHtml } from './escape-html.js';
import { groupLists, type List, type Part } from './list-groups.js';
import { isAbsoluteUrl } from './url.js';

type Attributes = Readonly<Record<string, string | number | undefined>>;

function tag(name: string, attributes: Attributes): string {
  let text = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) text += ` ${attribute}="${escapeHtml(String(value))}"`;
  }
  return `${text}>`;
}

const element = (name: string, attributes: Attributes, content: string): string =>
  `${tag(name, attributes)}${content}</${name}>`;

const relOf = (href: string): string | undefined => (isAbsoluteUrl(href) ? 'noopener' : undefined);

// The library renders text and marks. Blocks are wrapped here, since each carries its key.
const COMPONENTS: Partial<PortableTextHtmlComponents> = {
  block: ({ children }) => children ?? '',
  marks: {
    strong: ({ children }) => `<strong>${children}</strong>`,
    em: ({ children }) => `<em>${children}</em>`,
    underline: ({ children }) => `<u>${children}</u>`,
    'strike-through': ({ children }) => `<s>${children}</s>`,
    code: ({ children }) => `<code>${children}</code>`,
    link: ({ children, value }: { children: string; value?: LinkDefinition }) =>
      element('a', { href: value?.href, rel: relOf(value?.href ?? '') }, children),
  },
  hardBreak: () => '<br>',
  escapeHTML: escapeHtml,
};

function inlineHtml({ children, markDefs }: InlineContent): string {
  const only = children[0];
  if (children.length === 1 && only?.marks.length === 0)
    return escapeHtml(only.text).replaceAll('\n', '<br>');
  return toHTML({ _type: 'block', style: 'normal', children, markDefs }, { components: COMPONENTS });
}

const ELEMENT_OF_STYLE = { normal: 'p', h2: 'h2', h3: 'h3', h4: 'h4', blockquote: 'blockquote' } as const;

const textHtml = (block: TextBlock): string =>
  element(ELEMENT_OF_STYLE[block.style], { 'data-key': block._key }, inlineHtml(block));

function listHtml({ kind, key, items }: List): string {
  const content = items.map(({ block, lists }) => {
    const text = inlineHtml(block);
    const styled = block.style === 'normal' ? text : element(ELEMENT_OF_STYLE[block.style], {}, text);
    return element('li', { 'data-key': block._key }, styled + lists.map(listHtml).join(''));
  });
  return element(kind === 'number' ? 'ol' : 'ul', { 'data-key': key }, content.join(''));
}

function imageHtml({ _key, url, srcset, alt, width, height, caption, credit }: ImageBlock): string {
  const image = tag('img', { src: url, srcset, alt, width, height, loading: 'lazy' });
  const parts = [caption ? escapeHtml(caption) : '', credit ? element('cite', {}, escapeHtml(credit)) : ''];
  const text = parts.filter((part) => part !== '').join(' ');
  return element(
    'figure',
    { 'data-key': _key },
    image + (text === '' ? '' : element('figcaption', {}, text)),
  );
}

/**
 * A link to the page that is embedded, which nothing can run in. Where its provider's player is known, `data-player`
 * has the address for a frame: loading it tells the provider of the reader, so that is left to who shows the story.
 */
function embedHtml({ _key, url, provider, title }: EmbedBlock): string {
  const link = element('a', { href: url, rel: relOf(url) }, escapeHtml(title ?? url));
  const player = playerOfEmbed(url) ?? undefined;
  return element('figure', { 'data-key': _key, 'data-embed': provider ?? '', 'data-player': player }, link);
}

const cellHtml = (cell: TableCell): string =>
  element(
    cell.header ? 'th' : 'td',
    { colspan: cell.colSpan, rowspan: cell.rowSpan },
    cell.children.length === 0 ? '' : inlineHtml(cell),
  );

function tableHtml({ _key, caption, rows }: TableBlock): string {
  const head = caption ? element('caption', {}, escapeHtml(caption)) : '';
  const body = rows.map((row) => element('tr', {}, row.cells.map(cellHtml).join('')));
  return element('table', { 'data-key': _key }, head + element('tbody', {}, body.join('')));
}

function codeHtml({ _key, code, language }: CodeBlock): string {
  const name = language ? `language-${language}` : undefined;
  return element('pre', { 'data-key': _key }, element('code', { class: name }, escapeHtml(code)));
}

function blockHtml(block: Block): string {
  switch (block._type) {
    case 'block':
      return textHtml(block);
    case 'image':
      return imageHtml(block);
    case 'embed':
      return embedHtml(block);
    case 'table':
      return tableHtml(block);
    case 'code':
      return codeHtml(block);
    case 'divider':
      return tag('hr', { 'data-key': block._key });
  }
}

const partHtml = (part: Part): string => (part.list ? listHtml(part.list) : blockHtml(part.block));

/**
 * HTML of a body, one top-level element a line, each with its block's key in `data-key` (a list has its first
 * item's). All text and all attributes are escaped; links that leave the site by an absolute address have
 * `rel="noopener"`; nothing in it loads anything but pictures.
 */
export const blocksToHtml = (blocks: readonly Block[]): string => groupLists(blocks).map(partHtml).join('\n');
