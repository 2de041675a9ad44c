import { emailIndex } from '../platform/secrets/email-index.js';
import { Inject, Injectable } from '@nestjs/common';
import { KeyRing } from '../platform/secrets/key-ring.js';
import type { ActingForReader, Reader, ReaderRecords } from '../platform/secrets/reader-records.js';
import type { ErasedRecords, ReaderRecordList } from './privacy.view.js';

/** Injection token: every kind of records that are kept about readers. */
export const READER_RECORDS = Symbol('READER_RECORDS');

/** Gives and erases, on a reader's behalf, what is kept about them. */
@Injectable()
export class PrivacyService {
  constructor(
    private readonly ring: KeyRing,
    @Inject(READER_RECORDS) private readonly kinds: readonly ReaderRecords[],
  ) {}

  /** Everything that can be found by an e-mail address; of a reader that nobody knows, empty lists. */
  async export(email: string): Promise<ReaderRecordList[]> {
    const reader = this.readerOf(email);
    const records: ReaderRecordList[] = [];
    for (const known of this.kinds) {
      const { kind, about } = known;
      records.push({ kind, about, items: await known.find(reader) });
    }
    return records;
  }

  /** Erases it, kind by kind. What it is stopped in the middle of is finished by another call. */
  async erase(email: string, acting: ActingForReader): Promise<ErasedRecords[]> {
    const reader = this.readerOf(email);
    const erased: ErasedRecords[] = [];
    for (const records of this.kinds) {
      const { kind, about } = records;
      erased.push({ kind, about, erased: await records.erase(reader, acting) });
    }
    return erased;
  }

  /** Spellings of one address are one reader; a `+` or a dot is not ignored, as it might be somebody else's. */
  private readerOf(email: string): Reader {
    return { emailIndex: emailIndex(this.ring, email) };
  }
}
