import type { Readable } from 'node:stream';

/** A stored file, to be read once. */
export interface StoredFile {
  readonly bytes: number;
  readonly content: Readable;
}

/** Where a file comes from: from another file, or from memory. */
export type FileSource = { readonly path: string } | { readonly content: Buffer };

/**
 * Where pictures lie. A key is a folder for each picture and a name in it, both made of letters, digits, dots, hyphens
 * and underscores: `<id>/<name>`.
 */
export interface MediaStorage {
  /** Keeps a file. It is there whole or not at all, also when the process ends in the middle. */
  put(key: string, source: FileSource, mediaType: string): Promise<void>;
  /** Null when there is no such file. */
  get(key: string): Promise<StoredFile | null>;
  /** Removes everything in a folder; nothing happens where there is none. */
  removeFolder(folder: string): Promise<void>;
}

/** Injection token of `MediaStorage`. */
export const MEDIA_STORAGE = Symbol('MEDIA_STORAGE');
