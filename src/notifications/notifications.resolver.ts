import { Args, Resolver } from '@nestjs/graphql';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { ConfirmNotificationsInput, UnsubscribeInput } from './notification.inputs.js';
import { NotificationChoicePayload } from './notification.view.js';
import { NotificationsService } from './notifications.service.js';

@Resolver()
export class NotificationsResolver {
  constructor(private readonly service: NotificationsService) {}

  @WriteMutation(() => NotificationChoicePayload, {
    needs: 'anyone',
    description: 'Confirms that e-mails about replies are wanted.',
  })
  confirmNotifications(
    @Args('input', { type: () => ConfirmNotificationsInput, description: 'Which e-mail asked for it.' })
    raw: object,
  ): Promise<Payload<{ notified: boolean }>> {
    return payloadOf(['notified'], async () => {
      const { token } = await validateInput(ConfirmNotificationsInput, raw);
      await this.service.confirm(token, new Date());
      return { notified: true };
    });
  }

  @WriteMutation(() => NotificationChoicePayload, {
    needs: 'anyone',
    description: 'Unsubscribes from e-mails about replies. The same for a token that is not known.',
  })
  unsubscribe(
    @Args('input', { type: () => UnsubscribeInput, description: 'From which.' }) raw: object,
  ): Promise<Payload<{ notified: boolean }>> {
    return payloadOf(['notified'], async () => {
      const { token, all } = await validateInput(UnsubscribeInput, raw);
      await this.service.unsubscribe(token, all ?? false, new Date());
      return { notified: false };
    });
  }
}
