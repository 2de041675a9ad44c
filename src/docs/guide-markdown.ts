import MarkdownIt, { type Token } from 'markdown-it';
import { graphqlCall, isRead, readCall } from './call.js';
import { callBlock, codeBlock } from './code-block.js';
import { DEMO_STORY } from './example-story.query.js';
import { Html, html } from './html.js';
import { inPath, inText, type PageContext } from './page-context.js';

export interface Heading {
  readonly id: string;
  readonly text: string;
  /** 2 or 3. */
  readonly level: number;
}

export interface RenderedGuide {
  readonly body: Html;
  /** What the table of contents is made of. */
  readonly headings: readonly Heading[];
}

/** HTML that stands where the guides have a comment, such as `<!-- codes -->`: by the text of the comment. */
export type Inserts = Readonly<Record<string, Html>>;

const markdown = new MarkdownIt({ html: true });

/** A guide as HTML. The calls in it become commands that work as they stand. */
export function renderGuide(text: string, context: PageContext, inserts: Inserts): RenderedGuide {
  const tokens = markdown.parse(text, {});
  const headings = markHeadings(tokens);
  tokens.forEach((token, index) => {
    if (token.type === 'fence') become(token, fence(token, `call-${index}`, context));
    if (token.type === 'html_block') become(token, inserted(token, inserts));
    // A table may be wider than a phone; then it is scrolled alone, by keyboard too.
    if (token.type === 'table_open') become(token, new Html('<div class="scroll" tabindex="0"><table>'));
    if (token.type === 'table_close') become(token, new Html('</table></div>'));
    for (const child of token.children ?? []) if (child.type === 'link_open') leadToPage(child);
  });
  const body = new Html(markdown.renderer.render(tokens, markdown.options, {}));
  return { body, headings: headings.filter(({ level }) => level < 4) };
}

/** Makes a token HTML that is given out as it is. */
function become(token: Token, { text }: Html): void {
  token.type = 'html_block';
  token.content = `${text}\n`;
}

function inserted({ content }: Token, inserts: Inserts): Html {
  const comment = /^<!-- (.+) -->$/.exec(content.trim())?.[1];
  return comment === undefined ? new Html(content) : (inserts[comment] ?? html``);
}

/** Gives every heading an id as GitHub does, so that links between guides work in both places, and a link to itself. */
function markHeadings(tokens: readonly Token[]): Heading[] {
  const taken = new Map<string, number>();
  return tokens.flatMap((token, index) => {
    const [close, inline] = [tokens[index + 2], tokens[index + 1]];
    if (token.type !== 'heading_open' || !inline || !close) return [];
    const text = inline.content.replaceAll(/[`*]/g, '');
    const slug = slugOf(text);
    const seen = taken.get(slug) ?? 0;
    taken.set(slug, seen + 1);
    const id = seen === 0 ? slug : `${slug}-${seen}`;
    token.attrSet('id', id);
    const link = html` <a class="anchor" href="#${id}" aria-label="Link to “${text}”">#</a>`;
    become(close, html`${link}${new Html(`</${token.tag}>`)}`);
    return [{ id, text, level: Number(token.tag.slice(1)) }];
  });
}

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** A link to the file of a guide leads to its page. */
function leadToPage(link: Token): void {
  const address = String(link.attrGet('href') ?? '');
  link.attrSet('href', address.replace(/^([a-z0-9-]+)\.md(?=#|$)/, '$1'));
}

function fence({ info, content }: Token, id: string, context: PageContext): Html {
  const language = info.trim().split(' ')[0] ?? '';
  const code = settled(content, language === 'http' ? inPath : inText, context);
  if (language === 'graphql') {
    const call = graphqlCall(code);
    return callBlock({ call, context, id, operation: code, runnable: isRead(call) });
  }
  const call = language === 'http' ? readCall(code) : null;
  if (call) return callBlock({ call, context, id, runnable: isRead(call) });
  return codeBlock(code, language, language === 'http' ? 'Answer' : undefined);
}

/**
 * The guides speak of the demo site at the address it has by default; here they speak of the API that serves them, and
 * where it has another site, of its newest story.
 */
const settled = (code: string, write: (name: string) => string, { api, story }: PageContext): string =>
  code
    .replaceAll(DEMO_STORY, () => (story === null ? DEMO_STORY : write(story)))
    .replaceAll('ws://localhost:3000', api.replace(/^http/, 'ws'))
    .replaceAll(/(?:http:\/\/)?\blocalhost:3000/g, api);
