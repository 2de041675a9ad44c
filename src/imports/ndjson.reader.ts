import { validateInput } from '../platform/http/validation.js';
import { ImportFault } from './import-fault.js';
import { ImportedArticle } from './imported-article.js';
import type { ReadStory } from './import-run.js';
import type { ImportSource } from './import-source.js';
import { readLines, type TextLine } from './line.reader.js';

/**
 * Reads stories from NDJSON (https://github.com/ndjson/ndjson-spec), a line at a time; blank lines are passed over.
 * @throws ImportFault for the first line that cannot be read, is not JSON or is not a story, with all its faults
 */
export async function* readNdjson(source: ImportSource): AsyncGenerator<ReadStory> {
  let number = 0;
  try {
    for await (const line of readLines(source.file, source.bytes())) {
      number = line.number;
      if (line.text.trim() === '') continue;
      yield { line: number, article: await articleOf(source.file, line), length: line.text.length };
    }
  } catch (error) {
    if (error instanceof ImportFault) throw error;
    const detail = `The file cannot be read any further: ${(error as Error).message}.`;
    throw ImportFault.ofLine(source.file, number + 1, 'UNREADABLE', detail);
  }
}

async function articleOf(file: string, { number, text }: TextLine): Promise<ImportedArticle> {
  const value = parse(file, number, text);
  try {
    return await validateInput(ImportedArticle, value);
  } catch (error) {
    throw ImportFault.from(file, number, error);
  }
}

function parse(file: string, number: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = `The line is not JSON: ${(error as Error).message}.`;
    throw ImportFault.ofLine(file, number, 'INVALID_JSON', detail);
  }
}
