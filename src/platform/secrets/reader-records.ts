/** A reader, by all that records of them can be found with. */
export interface Reader {
  /** HMAC of the e-mail address, as `emailIndex` gives it. */
  readonly emailIndex: Buffer;
}

/** Who acts for a reader, and when. */
export interface ActingForReader {
  readonly actor: string;
  readonly now: Date;
}

/** One kind of records that are kept about readers, for export and erasure by e-mail address. */
export interface ReaderRecords {
  /** As it stands in answers: `comments`. */
  readonly kind: string;
  /** For who reads the export: what is among them, what becomes of them, and what of it cannot be found. */
  readonly about: string;
  /** All of the reader's, oldest first, as JSON. */
  find(reader: Reader): Promise<object[]>;
  /**
   * Erases those that are not to stay. What it is stopped in the middle of is finished by another call.
   * @returns how many were erased
   */
  erase(reader: Reader, acting: ActingForReader): Promise<number>;
}
