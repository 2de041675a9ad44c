import { readdir, readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { notFound } from '../platform/api/errors.js';

/** The build copies the folder, so that it is beside this file in `src` and in `dist` alike. */
const FOLDER = new URL('./pictures/', import.meta.url);
const ENDING = '.svg';

/** The pictures of the demo site. */
@Injectable()
export class DemoPicturesService {
  #pictures: Promise<ReadonlyMap<string, string>> | null = null;

  /**
   * One picture as SVG. Names are those of the files, read when the first picture is asked for; no path is ever made
   * of what a caller sends.
   * @throws DomainError NOT_FOUND
   */
  async svg(name: string): Promise<string> {
    this.#pictures ??= readPictures();
    const svg = (await this.#pictures).get(name);
    if (svg === undefined) throw notFound();
    return svg;
  }
}

async function readPictures(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(ENDING));
  const read = files.map(
    async (file) => [file.slice(0, -ENDING.length), await readFile(new URL(file, FOLDER), 'utf8')] as const,
  );
  return new Map(await Promise.all(read));
}
