import { bool, int, paths, text } from '../http/query.js';
import { PAGE_SIZE } from './page-request.js';

/** `fields=headline,section(name,url)`: what to leave in. */
export const fieldsParameter = paths({
  description:
    'Fields to answer with, separated by commas; a dot goes into a nested object, brackets take several of its fields: `headline,section.name,leadImage(url,alt)`. All when absent.',
  max: 300,
  itemMax: 100,
}).optional();

/** Parameters of every list. */
export const listParameters = {
  limit: int({ description: 'Items on a page.', min: 1, max: PAGE_SIZE.max }).optional(),
  after: text({ description: 'The `endCursor` of the page before.', max: 2_000 }).optional(),
  count: bool({ description: 'Whether to count the items of all pages, to 10,000 at most.', default: false }),
  fields: fieldsParameter,
} as const;
