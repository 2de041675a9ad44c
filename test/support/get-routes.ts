import { type Entrance, entrances } from './permissions.js';
import type { TestApp } from './test-app.js';

const pathsOf = (found: readonly Entrance[]): string[] =>
  found.flatMap(({ route }) => (route?.method === 'GET' ? [route.path] : [])).sort();

/** The paths of every GET route of the application's controllers, such as `/v1/articles/:article`. */
export const getRoutes = (site: TestApp): string[] => pathsOf(entrances(site.app));

/** Answers without an end: nobody can wait for the whole of them. */
const ENDLESS: ReadonlySet<string> = new Set(['/v1/live']);

/** Those of them that anyone may ask for, and read to the end. */
export const openGetRoutes = (site: TestApp): string[] =>
  pathsOf(entrances(site.app).filter(({ needs }) => needs === 'anyone')).filter((path) => !ENDLESS.has(path));
