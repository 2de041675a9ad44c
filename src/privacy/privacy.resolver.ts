import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { ReaderInput } from './privacy.inputs.js';
import { PrivacyService } from './privacy.service.js';
import {
  type ErasedRecords,
  EraseReaderPayload,
  ExportReaderPayload,
  type ReaderRecordList,
} from './privacy.view.js';

@Resolver()
export class PrivacyResolver {
  constructor(private readonly privacy: PrivacyService) {}

  /** It changes nothing, but is no query: those may be sent in the address of a GET, which is written to logs. */
  @Mutation(() => ExportReaderPayload, {
    description: 'What is kept about a reader. A mutation, so that the e-mail address cannot be in a URL.',
  })
  @Needs('admin')
  exportReader(
    @Args('email', { type: () => String, description: 'The e-mail address that the reader commented with.' })
    email: string,
  ): Promise<Payload<{ records: ReaderRecordList[] }>> {
    return payloadOf(['records'], async () => {
      const input = await validateInput(ReaderInput, { email });
      return { records: await this.privacy.export(input.email) };
    });
  }

  @WriteMutation(() => EraseReaderPayload, {
    needs: 'admin',
    description: 'Erases words and identity of all comments of a reader; replies of others stay.',
  })
  eraseReader(
    @Args('input', { type: () => ReaderInput, description: 'Whom to erase.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
  ): Promise<Payload<{ records: ErasedRecords[] }>> {
    return payloadOf(['records'], async () => {
      const { email } = await validateInput(ReaderInput, raw);
      return { records: await this.privacy.erase(email, { actor, now: new Date() }) };
    });
  }
}
