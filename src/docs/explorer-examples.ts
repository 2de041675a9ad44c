import { inText } from './page-context.js';

/** An operation that GraphiQL has ready. */
export interface ExampleOperation {
  /** What it shows, in a few words. */
  readonly about: string;
  /** A named operation: its name is that of its tab. */
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * Saved operations, each of which can be run as it stands.
 * @param story slug of a story that readers can see
 */
export const exampleOperations = (story: string): ExampleOperation[] => [
  {
    about: 'Everything that a page with a story shows.',
    // Without variables: of the first tab, GraphiQL does not show them.
    query: `query ArticlePage {
  articlePage(slug: "${inText(story)}") {
    breadcrumbs { label url }
    article {
      headline
      dek
      section { name }
      authors { name url }
      publishedAt
      readingMinutes
      body { html }
    }
    placements { position { kind blockKey } label sponsor { name } href }
    related(first: 5) { article { headline url } reasons { kind detail } }
    share { shortUrl links { network url } }
    comments(sort: NEWEST, first: 10) {
      totalCount
      nodes { author { name } html createdAt replyCount }
    }
    commentForm { title notice open fields { name label type required } }
    site { name copyrightNotice labels { related share reply } }
  }
}
`,
  },
  {
    about: 'A list, page by page: send endCursor as after.',
    query: `query LatestStories($section: String, $after: String) {
  articles(
    filter: { section: $section }
    orderBy: PUBLISHED_AT_DESC
    first: 5
    after: $after
  ) {
    totalCount
    nodes { headline url publishedAt commentCount }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: { section: null, after: null },
  },
  {
    about: 'Comments with the replies below them, and where each list goes on.',
    query: `query CommentThread($story: String!) {
  article(slug: $story) {
    headline
    comments(sort: OLDEST, first: 10) {
      nodes {
        ...Comment
        replies(first: 3) {
          nodes { ...Comment }
          pageInfo { hasNextPage endCursor }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}

fragment Comment on Comment {
  id
  author { name avatarSeed badges }
  text
  createdAt
  replyCount
  permalink
}
`,
    variables: { story },
  },
  {
    about: 'A reader’s comment. What is wrong with it comes in errors, field by field.',
    query: `mutation AddComment($input: AddCommentInput!) {
  addComment(input: $input) {
    comment { id status html permalink }
    token
    errors { pointer code detail }
  }
}
`,
    variables: {
      input: { articleId: story, name: 'Ada', email: 'ada@example.com', body: 'Well said. Thank you!' },
    },
  },
  {
    about: 'Comments as they become public, over WebSocket. Run it, then add one from another tab.',
    query: `subscription NewComments($story: ID!) {
  commentAdded(articleId: $story) {
    id
    parentId
    author { name }
    text
  }
}
`,
    variables: { story },
  },
  {
    about: 'What happens to stories from now on, in order.',
    query: `subscription StoryChanges {
  articleChanged {
    kind
    at
    slug
    article { headline url }
  }
}
`,
  },
  {
    about: 'What the schema says of a type.',
    query: `query AboutArticle {
  __type(name: "Article") {
    description
    fields { name description }
  }
}
`,
  },
];
