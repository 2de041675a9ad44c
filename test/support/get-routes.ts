import { entrances } from './permissions.js';
import type { TestApp } from './test-app.js';

/** The paths of every GET route of the application's controllers, such as `/v1/articles/:article`. */
export const getRoutes = (site: TestApp): string[] =>
  entrances(site.app)
    .flatMap(({ route }) => (route?.method === 'GET' ? [route.path] : []))
    .sort();
