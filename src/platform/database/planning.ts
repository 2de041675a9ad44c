/**
 * What every connection tells PostgreSQL's planner: that compiling a statement costs more than a page, and that a page
 * of the database is in memory or on an SSD. By the usual price of a disk that has to seek, four pages in order cost
 * less than one looked up, so that each tag of each story was found by reading all the tags there are.
 */
export const PLANNING = '-c jit=off -c random_page_cost=1.1 -c pg_trgm.similarity_threshold=0.2';
