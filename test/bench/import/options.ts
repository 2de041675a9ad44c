import { parseArgs } from 'node:util';

export const EXPORT_FORMATS = ['wordpress', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ImportBenchOptions {
  readonly format: ExportFormat;
  readonly stories: number;
}

const USAGE = `npm run bench:import -- [--format ${EXPORT_FORMATS.join('|')}] [--stories 100000]`;

/** @throws Error with the usage for an option that does not exist or a value that makes no sense */
export function readOptions(args: readonly string[]): ImportBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      format: { type: 'string', default: EXPORT_FORMATS[0] },
      stories: { type: 'string', default: '100000' },
    },
  });
  const format = EXPORT_FORMATS.find((name) => name === values.format);
  const stories = Number(values.stories);
  if (!format || !(Number.isInteger(stories) && stories >= 100)) throw new Error(USAGE);
  return { format, stories };
}
