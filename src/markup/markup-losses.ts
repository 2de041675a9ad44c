/** Kinds of what does not survive the conversion of HTML, whatever it comes from. */
export type MarkupLoss = 'element' | 'style' | 'link' | 'image' | 'media' | 'frame' | 'page break' | 'text';

/** Counts what a conversion loses. */
export interface MarkupLosses {
  add(kind: MarkupLoss, name: string, count?: number): void;
}

/** What HTML is converted with. */
export interface MarkupContext {
  /** Address of its site, from which relative addresses of pictures count. */
  readonly base: string;
  readonly losses: MarkupLosses;
}
