import type { PlatformCall } from '../call.ts'
import { messageRecall, messageSend } from './app-messages.ts'
import { addContactWay, getContactWay } from './contact-ways.ts'
import { customerContactCalls } from './customer-contact-calls.ts'
import {
  customerBatch,
  customerGet,
  customerList,
  customerMarkTag,
  customerRemark,
  followUserList,
} from './customers.ts'
import { callbackIps, getAgent, getAgentTicket, getJsapiTicket, getToken, getUserInfo } from './login.ts'
import { corpAttachmentUpload, corpImageUpload, corpMediaGet, corpMediaUpload } from './media.ts'
import { departmentList, departmentSimpleList, userGet, userList, userListId, userSimpleList } from './organisation.ts'
import { updateTemplateCard } from './update-card.ts'
import { sendWelcome } from './welcome.ts'

/** qyapi.weixin.qq.com as far as it is played here. */
export const wecomCalls: readonly PlatformCall[] = [
  getToken,
  getAgent,
  getUserInfo,
  getJsapiTicket,
  getAgentTicket,
  callbackIps,
  departmentList,
  departmentSimpleList,
  userGet,
  userList,
  userSimpleList,
  userListId,
  followUserList,
  customerList,
  customerGet,
  customerBatch,
  customerRemark,
  customerMarkTag,
  addContactWay,
  getContactWay,
  sendWelcome,
  messageSend,
  messageRecall,
  updateTemplateCard,
  corpMediaUpload,
  corpAttachmentUpload,
  corpMediaGet,
  corpImageUpload,
  ...customerContactCalls,
]
