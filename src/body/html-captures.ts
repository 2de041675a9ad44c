import { cleanText } from './clean-text.js';
import { absoluteUrl } from './url.js';

export type Attributes = Readonly<Record<string, string>>;

/** Takes all events of an element's content, up to its end, in place of the running text. */
export interface Capture {
  /** The element whose end ends the capture. */
  readonly until: string;
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
}

const oneLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ').trim();

const languageOf = (attributes: Attributes): string | undefined =>
  /(?:^|\s)lang(?:uage)?-([\w+#.-]{1,40})(?:\s|$)/.exec(attributes['class'] ?? '')?.[1];

/** The source text in a `pre`, and its language where a class of `pre` or of a `code` in it names one. */
export class CodeCapture implements Capture {
  readonly until = 'pre';
  private source = '';
  private named: string | undefined;

  constructor(attributes: Attributes) {
    this.named = languageOf(attributes);
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'br') this.source += '\n';
    if (name === 'code') this.named ??= languageOf(attributes);
  }

  close(): void {}

  text(text: string): void {
    this.source += text;
  }

  get code(): string {
    return trimCode(cleanText(this.source));
  }

  get language(): string | undefined {
    return this.named;
  }
}

/** Source text without empty lines before it and white space after it. */
export function trimCode(code: string): string {
  const first = code.search(/\S/);
  return first < 0 ? '' : code.slice(code.lastIndexOf('\n', first) + 1).trimEnd();
}

/** The address of a `video` or `audio`: its own, or that of its first source. What else is in it is for old browsers. */
export class MediaCapture implements Capture {
  private source: string | null;

  constructor(
    readonly until: string,
    private readonly attributes: Attributes,
  ) {
    this.source = absoluteUrl(attributes['src'] ?? '');
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'source') this.source ??= absoluteUrl(attributes['src'] ?? '');
  }

  close(): void {}

  text(): void {}

  get url(): string | null {
    return this.source;
  }

  get title(): string {
    return oneLine(this.attributes['title'] ?? '');
  }
}

/** The caption in a `figcaption` or `caption`, on one line; a `cite` in it is the credit. */
export class CaptionCapture implements Capture {
  private readonly parts = { caption: '', credit: '' };
  private part: 'caption' | 'credit' = 'caption';

  constructor(readonly until: string) {}

  open(name: string): void {
    if (name === 'cite') this.part = 'credit';
    else if (name === 'br' || name === 'p' || name === 'div') this.parts[this.part] += ' ';
  }

  close(name: string): void {
    if (name === 'cite') this.part = 'caption';
  }

  text(text: string): void {
    this.parts[this.part] += text;
  }

  get caption(): string {
    return oneLine(this.parts.caption);
  }

  get credit(): string {
    return oneLine(this.parts.credit);
  }
}
