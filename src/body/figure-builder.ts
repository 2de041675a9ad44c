import type { DraftBlock } from './block.js';
import { providerOf } from './embeds.js';
import { absoluteUrl } from './url.js';

type Captioned = Extract<DraftBlock, { _type: 'image' | 'table' | 'embed' }>;

const isCaptioned = (block: DraftBlock): block is Captioned =>
  block._type === 'image' || block._type === 'table' || block._type === 'embed';

/**
 * Gives the caption of a `figure` to what stands in it. A figure that says `data-embed`, as rendered bodies do for
 * embeds without a player of their own, holds one link, which becomes the embed again.
 */
export class FigureBuilder {
  private readonly start: number;
  private caption = '';
  private credit = '';

  constructor(
    private readonly blocks: DraftBlock[],
    private readonly embed: string | undefined,
  ) {
    this.start = blocks.length;
  }

  addCaption(caption: string, credit: string): void {
    this.caption = caption;
    this.credit = credit;
  }

  /** Settles the caption; returns blocks to be added because nothing could hold it. */
  finish(): DraftBlock[] {
    if (this.embed !== undefined) this.restoreEmbed();
    const { caption, credit } = this;
    if (caption === '' && credit === '') return [];
    const target = this.blocks.slice(this.start).findLast(isCaptioned);
    if (target?._type === 'image') {
      if (caption !== '') target.caption ??= caption;
      if (credit !== '') target.credit ??= credit;
      return [];
    }
    const text = [caption, credit].filter((part) => part !== '').join(' ');
    if (target?._type === 'table') target.caption ??= text;
    else if (target?._type === 'embed') target.title ??= text;
    else return [paragraph(text)];
    return [];
  }

  private restoreEmbed(): void {
    const block = this.blocks[this.start];
    if (this.blocks.length !== this.start + 1 || block?._type !== 'block') return;
    const url = absoluteUrl(block.markDefs[0]?.href ?? '');
    if (url === null) return;
    const title = block.children.map((span) => span.text).join('');
    const provider = providerOf(url) ?? this.embed;
    this.blocks[this.start] = {
      _type: 'embed',
      url,
      ...(provider ? { provider } : {}),
      ...(title !== url ? { title } : {}),
    };
  }
}

const paragraph = (text: string): DraftBlock => ({
  _type: 'block',
  style: 'normal',
  children: [{ _type: 'span', _key: 's0', text, marks: [] }],
  markDefs: [],
});
