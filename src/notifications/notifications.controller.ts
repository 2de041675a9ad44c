import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DocumentRoute } from '../platform/api/document-route.js';
import { ActionRoute } from '../platform/api/write-route.js';
import { type Page, sendPage } from '../platform/http/page.js';
import { prefersHtml } from '../platform/http/prefers-html.js';
import { readQuery } from '../platform/http/query.js';
import { choicePage } from './choice-page.js';
import { NoticeQuery } from './notice.query.js';
import { allParameter } from './notification.inputs.js';
import { NotificationChoice } from './notification.view.js';
import { NotificationsService } from './notifications.service.js';

const TOKEN = { token: 'The token of an e-mail, from its links.' };
const UNSUBSCRIBE = { all: allParameter };
const HTML = ['text/html'];

/** Where the links of e-mails lead. Following one changes nothing: that takes the button behind it. */
@ApiTags('Notifications')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(
    private readonly service: NotificationsService,
    private readonly query: NoticeQuery,
  ) {}

  @DocumentRoute('confirm/:token', {
    needs: 'anyone',
    summary: 'A page that asks whether to be told of replies by e-mail',
    params: TOKEN,
    mediaTypes: HTML,
  })
  async confirmPage(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown) {
    readQuery(query, {});
    const site = await this.query.site();
    return sendPage(request, reply, choicePage(site, null, [{ action: '', button: site.labels.notify }]));
  }

  @ActionRoute('confirm/:token', {
    needs: 'anyone',
    summary: 'Confirm that e-mails about replies are wanted',
    about: 'A browser, which asks for HTML, gets a page.',
    params: TOKEN,
    view: NotificationChoice,
    errors: ['NOTIFICATION_NOT_FOUND'],
  })
  async confirm(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
    @Query() query: unknown,
  ): Promise<NotificationChoice | string> {
    readQuery(query, {});
    await this.service.confirm(token, new Date());
    return this.answer(request, reply, true);
  }

  @DocumentRoute('unsubscribe/:token', {
    needs: 'anyone',
    summary: 'A page to unsubscribe from e-mails about replies',
    params: TOKEN,
    query: UNSUBSCRIBE,
    mediaTypes: HTML,
  })
  async unsubscribePage(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    const { all } = readQuery(query, UNSUBSCRIBE);
    const site = await this.query.site();
    const one = { action: '?', button: site.labels.unsubscribe };
    const every = { action: '?all=true', button: site.labels.unsubscribeAll };
    return sendPage(request, reply, choicePage(site, null, all ? [every] : [one, every]));
  }

  @ActionRoute('unsubscribe/:token', {
    needs: 'anyone',
    summary: 'Unsubscribe from e-mails about replies',
    about:
      'With one click (RFC 8058): the body, whatever its type, is not looked at. The answer is the same when it was done before, and for a token that is not known. A browser, which asks for HTML, gets a page.',
    params: TOKEN,
    query: UNSUBSCRIBE,
    view: NotificationChoice,
  })
  async unsubscribe(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
    @Query() query: unknown,
  ): Promise<NotificationChoice | string> {
    const { all } = readQuery(query, UNSUBSCRIBE);
    await this.service.unsubscribe(token, all, new Date());
    return this.answer(request, reply, false);
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    notified: boolean,
  ): Promise<NotificationChoice | string> {
    void reply.header('vary', 'Accept');
    if (!prefersHtml(request.headers.accept)) return { notified };
    const site = await this.query.site();
    return htmlOf(reply, choicePage(site, notified ? site.labels.notified : site.labels.unsubscribed, []));
  }
}

/** A page as the answer to a write, which is no read that could be kept or compared. */
function htmlOf(reply: FastifyReply, { html, policy }: Page): string {
  void reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  return html;
}
