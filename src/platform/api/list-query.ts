import { bool, int, list, text } from '../http/query.js';
import { PAGE_SIZE } from './page-request.js';

/** `fields=headline,section.name`: what to leave in. */
export const fieldsParameter = list({
  description:
    'Fields to answer with, separated by commas; a dot goes into a nested object. All when absent.',
  max: 100,
  itemMax: 100,
}).optional();

/** Parameters of every list. */
export const listParameters = {
  limit: int({ description: 'Items on a page.', min: 1, max: PAGE_SIZE.max }).optional(),
  after: text({ description: 'The `endCursor` of the page before.', max: 2_000 }).optional(),
  count: bool({ description: 'Whether to count the items of all pages, to 10,000 at most.', default: false }),
  fields: fieldsParameter,
} as const;
