/**
 * Every number that decides which stories stand beside a story. Shares are from 0 to 1: of what the story at hand is
 * about, how much the other has.
 */
export const RELATED_WEIGHTS = {
  /** What a story is about. */
  terms: {
    /** How often a word of each field counts. Headlines are written to say what a story is about. */
    headline: 3,
    dek: 2,
    body: 1,
    /** How often a name of a person or place in dek or body counts, beside the words that it is made of. */
    name: 1,
    /** Characters in which names are looked for: who matters to the news is named early. */
    nameCharacters: 5_000,
    /** Characters of the body that are read: news says first what it is about, and a megabyte is no news. */
    bodyCharacters: 20_000,
    /** Terms that are kept. Beyond that come words that any story might have. */
    kept: 60,
    /** BM25's usual saturation: how soon the same word again adds little. */
    saturation: 1.2,
    /** BM25's usual normalisation: how far a long story has to say a word more often. */
    lengthNormalisation: 0.75,
  },
  /** Which stories are looked at. Each number bounds what one choice costs, however large the site. */
  candidates: {
    /** Terms that are looked up, those that say the most about the story. */
    terms: 25,
    /** Stories of each, the weightiest. */
    perTerm: 300,
    /** Stories that are looked at closely: the best by their terms. */
    byTerms: 60,
    /** The newest of each tag: what shares it may share few words. The section alone relates nothing. */
    perTag: 50,
    /** Of those, so many are looked at closely: the ones with the rarest tags. */
    byTags: 60,
    /** Stories with a tag are counted so far: a tag that has more is as good as common. */
    countedPerTag: 2_000,
    /** Stories without a tag that are taken for granted: on a new site every tag would seem common. */
    assumedStories: 100,
  },
  /** What each share adds to the score. */
  score: {
    /** The measure of the others. */
    text: 1,
    /** Editors' own word for what belongs together, but seldom a complete one: half as good as all the same words. */
    tags: 0.5,
    /** Says little alone; among stories with the same words it tells which meaning they have. */
    section: 0.2,
  },
  /**
   * The part of text and tags that two stories must share at least, so that nothing stands beside a story merely
   * because it is new, or in the same section.
   */
  floor: 0.08,
  popularity: {
    /** What is added to the score of a story that readers talk about, as a part of it: enough to choose among equals. */
    most: 0.1,
    /** Shares and comments from which on it is added whole; half of it from the root of that. */
    many: 1_000,
    /** From so many on, that is a reason. */
    worthSaying: 30,
  },
  age: {
    /** What is left of the score however far apart two stories are: an old story on the same matter still helps. */
    lasting: 0.5,
    /** Days after which half of the rest is gone: for news in brief, and for a story of `longLength`. */
    briefHalfLife: 7,
    longHalfLife: 90,
    /** Words of a long read, which nobody takes for the news of the day. */
    longLength: 2_000,
    /** Days apart up to which two stories count as of the same days. */
    sameDays: 2,
  },
  diversity: {
    /** From this share of common terms, two stories are one: an agency's text twice, or a version of it. */
    duplicate: 0.8,
    /** What a candidate loses that is like one already chosen, as part of the best score. */
    redundancy: 0.1,
    /** Candidates among which is chosen with regard to each other. */
    considered: 50,
  },
  /**
   * The part of the last score in a list from which a new story has the list chosen anew: scores that were stored before a
   * matter was much written about are higher than the same would be today.
   */
  reach: 0.8,
  /** More than are shown: some may go out of sight, or be on the page already. */
  stored: 20,
} as const;
