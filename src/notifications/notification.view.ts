import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

const NOTIFIED = 'Whether e-mails about replies are sent from now on.';

@ApiSchema({ description: 'What was chosen about e-mails.' })
export class NotificationChoice {
  @Public('truth', NOTIFIED, { graphql: false }) notified: boolean;
}

@ObjectType({ description: 'What came of choosing whether e-mails about replies are sent.' })
export class NotificationChoicePayload {
  @Public('truth', NOTIFIED, { nullable: true }) notified: boolean | null;
  @Public(() => [InputFault], 'Why nothing was changed; empty when it was.') errors: InputFault[];
}
