import Negotiator from 'negotiator';

/** What the API speaks; a caller who takes anything gets the first. */
const SPOKEN = ['application/json', 'application/graphql-response+json', 'application/problem+json'];

/** Whether a caller would rather have a page than data (RFC 9110, section 12.5.1), as browsers say of a link. */
export const prefersHtml = (accept: string | undefined): boolean =>
  accept !== undefined &&
  new Negotiator({ headers: { accept } }).mediaType([...SPOKEN, 'text/html']) === 'text/html';
