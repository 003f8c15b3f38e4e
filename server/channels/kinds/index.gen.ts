// Written by `npm run registry` from the files in this folder. Do not edit.
import miniSubscribe from './mini-subscribe.ts'
import oaCustomerService from './oa-customer-service.ts'
import oaReply from './oa-reply.ts'
import oaTemplate from './oa-template.ts'
import wechaty from './wechaty.ts'
import wecomApp from './wecom-app.ts'
import wecomCardUpdate from './wecom-card-update.ts'
import wecomWelcome from './wecom-welcome.ts'

export const channelKinds = [miniSubscribe, oaCustomerService, oaReply, oaTemplate, wechaty, wecomApp, wecomCardUpdate, wecomWelcome] as const
