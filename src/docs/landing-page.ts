import { type Call, graphqlCall, jsonCall } from './call.js';
import { callBlock } from './code-block.js';
import { DEMO_STORY } from './example-story.query.js';
import type { GuideSource } from './guide-source.js';
import { html, type Html } from './html.js';
import { inPath, inText, type PageContext } from './page-context.js';

interface FirstCall {
  readonly title: string;
  readonly about: Html;
  readonly call: Call;
  readonly operation?: string;
  readonly runnable: boolean;
}

const pageOperation = (story: string): string => `{
  articlePage(slug: "${inText(story)}") {
    article { headline section { name } }
    related(first: 2) { article { headline url } }
    comments(first: 1) { totalCount nodes { author { name } text } }
  }
}`;

/** On a site where nothing is published yet, the first calls say so rather than fail. */
const EMPTY_OPERATION = `{
  site { name language }
  articles(first: 5) { nodes { headline } totalCount }
}`;

const PAGE_FIELDS =
  'breadcrumbs.label,article.headline,article.body.html,related.article.headline,share.shortUrl';

/** Three calls that work as they stand, against a story that readers can see. */
function firstCalls(story: string | null): FirstCall[] {
  const operation = story === null ? EMPTY_OPERATION : pageOperation(story);
  const read = (path: string): Call => ({ method: 'GET', path, headers: [], body: null });
  const comment = { name: 'Ada', email: 'ada@example.com', body: 'Well said. Thank you!' };
  return [
    {
      title: story === null ? 'The site' : 'A page, in one call',
      about:
        story === null
          ? html`<p>
              Nothing is published here yet. The site itself is there, though: its name, its sections, its own
              words for the parts of a page.
            </p>`
          : html`<p>
              Everything that a page with a story shows is in one answer. <code>fields</code> leaves in what
              this page needs; what is left out is not even read. Without it the whole page comes.
            </p>`,
      call: read(story === null ? '/v1/site' : `/v1/articles/${inPath(story)}/page?fields=${PAGE_FIELDS}`),
      runnable: true,
    },
    {
      title: 'The same in GraphQL',
      about: html`<p>
        Both transports give the same things under the same names. A selection becomes one SQL statement,
        however deep it goes.
      </p>`,
      call: graphqlCall(operation),
      operation,
      runnable: true,
    },
    {
      title: 'A reader’s comment',
      about: html`<p>
        Readers need no account. The e-mail address is kept encrypted and never given out. Where the site
        wants a moderator to read comments first, the answer says <code>pending</code>.
        ${story === null && html`Put the slug of a published story for <code>{article}</code>.`}
      </p>`,
      call: jsonCall(
        'POST',
        `/v1/articles/${story === null ? '{article}' : inPath(story)}/comments`,
        comment,
      ),
      // On a real site it would be one more comment for its moderators.
      runnable: story === DEMO_STORY,
    },
  ];
}

export interface Landing {
  readonly context: PageContext;
  readonly guides: readonly GuideSource[];
  /** Further addresses from the root of the API, and what is there. */
  readonly links: readonly { readonly address: string; readonly name: string; readonly about: string }[];
}

/** The main part of the first page. */
export const landingPage = ({ context, guides, links }: Landing): Html => html`
  <div class="masthead">
    <p class="kicker">The headless content API of a news site</p>
    <h1>Broadsheet</h1>
    <p class="dek">
      One call gives everything that an article page shows: the story, the way to it, what to read next, who
      pays, how to share it, what readers say. In REST or in GraphQL, for any front end.
    </p>
    <dl class="facts">
      <div>
        <dt>REST</dt>
        <dd><code>${context.api}/v1</code></dd>
      </div>
      <div>
        <dt>GraphQL</dt>
        <dd><code>${context.api}/graphql</code></dd>
      </div>
      <div>
        <dt>Key</dt>
        <dd>none, to read what is public</dd>
      </div>
    </dl>
  </div>
  <section aria-labelledby="first-calls">
    <h2 id="first-calls">Three first calls</h2>
    <ol class="calls">
      ${firstCalls(context.story).map(
        ({ title, about, call, operation, runnable }, index) =>
          html`<li>
            <div>
              <h3>${title}</h3>
              ${about}
            </div>
            ${callBlock({ call, context, id: `first-${index + 1}`, operation, runnable })}
          </li>`,
      )}
    </ol>
  </section>
  <section aria-labelledby="guides">
    <h2 id="guides">Guides</h2>
    <ul class="columns">
      ${guides.map(
        ({ name, title, about }) =>
          html`<li>
            <h3><a href="docs/${name}">${title}</a></h3>
            <p>${about}</p>
          </li>`,
      )}
    </ul>
  </section>
  <section aria-labelledby="at-hand">
    <h2 id="at-hand">At hand</h2>
    <dl class="links">
      ${links.map(
        ({ address, name, about }) =>
          html`<div>
            <dt><a href="${address}">${name}</a></dt>
            <dd>${about}</dd>
          </div>`,
      )}
    </dl>
  </section>
`;
