// Written by `npm run registry` from the files in this folder. Do not edit.
import appPush from './app-push.ts'
import email from './email.ts'
import miniSubscribe from './mini-subscribe.ts'
import oaCustomerService from './oa-customer-service.ts'
import oaReply from './oa-reply.ts'
import oaTemplate from './oa-template.ts'
import popup from './popup.ts'
import sms from './sms.ts'
import webhook from './webhook.ts'
import wechaty from './wechaty.ts'
import wecomApp from './wecom-app.ts'
import wecomCardUpdate from './wecom-card-update.ts'
import wecomWelcome from './wecom-welcome.ts'

export const channelKinds = [appPush, email, miniSubscribe, oaCustomerService, oaReply, oaTemplate, popup, sms, webhook, wechaty, wecomApp, wecomCardUpdate, wecomWelcome] as const
