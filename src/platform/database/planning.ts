/**
 * What every connection tells PostgreSQL. Its planner: that compiling a statement costs more than a page, and that a page
 * of the database is in memory or on an SSD. By the usual price of a disk that has to seek, four pages in order cost less
 * than one looked up, so that each tag of each story was found by reading all the tags there are.
 *
 * And that words are alike (`%`) from a lower share of common trigrams on: of a word of four or five letters, one wrong
 * letter leaves no more. Where a pooler keeps these options from PostgreSQL, fewer typing errors are seen through.
 */
export const PLANNING = '-c jit=off -c random_page_cost=1.1 -c pg_trgm.similarity_threshold=0.2';
