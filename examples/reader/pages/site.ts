import type { Site } from '../api/answers.js';
import { SITE } from '../api/fields.js';
import { apiPath, type Reader } from './page.js';

/** What the site says of itself, for pages whose own answer has nothing of it. @throws Problem */
export const readSite = async ({ api }: Reader): Promise<Site> =>
  (await api.get<Site>(apiPath('/v1/site', { fields: SITE }))).body;
