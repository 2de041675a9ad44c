import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

const KIND = 'What they are: `comments`, `bans` and others.';
const ABOUT = 'What is among them, what becomes of them, and what cannot be found.';

@ObjectType({ description: 'Records of one kind that are kept about a reader.' })
export class ReaderRecordList {
  @Public('text', KIND) kind: string;
  @Public('text', ABOUT) about: string;
  @Public('json', 'The records, oldest first.', { list: true }) items: object[];
}

@ApiSchema({ description: 'Everything that is kept about a reader and can be found.' })
export class ReaderExport {
  @Public(() => [ReaderRecordList], 'One entry for each kind of records.', { graphql: false })
  records: ReaderRecordList[];
}

@ObjectType({ description: 'Everything that is kept about a reader and can be found.' })
export class ExportReaderPayload {
  @Public(() => [ReaderRecordList], 'One entry for each kind of records.', { nullable: true })
  records: ReaderRecordList[] | null;
  @Public(() => [InputFault], 'Why there is none; empty when there is.') errors: InputFault[];
}

@ObjectType({ description: 'What was erased of the records of one kind.' })
export class ErasedRecords {
  @Public('text', KIND) kind: string;
  @Public('text', ABOUT) about: string;
  @Public('int', 'How many were erased.') erased: number;
}

@ApiSchema({ description: 'What was erased of a reader.' })
export class ReaderErasure {
  @Public(() => [ErasedRecords], 'One entry for each kind of records.', { graphql: false })
  records: ErasedRecords[];
}

@ObjectType({ description: 'What came of erasing a reader.' })
export class EraseReaderPayload {
  @Public(() => [ErasedRecords], 'One entry for each kind of records.', { nullable: true })
  records: ErasedRecords[] | null;
  @Public(() => [InputFault], 'Why nothing was erased; empty when it was.') errors: InputFault[];
}
