import type { PlatformCall } from '../call.ts'
import { accountCalls } from './account-calls.ts'
import { menuCreate, menuDelete, menuGet } from './menus.ts'
import { getUserPhoneNumber, jscode2session } from './mini-login.ts'
import { qrCodeCreate } from './qr-codes.ts'
import { customSend } from './service-messages.ts'
import { subscribeSend } from './subscribe-messages.ts'
import {
  batchTagging,
  batchUntagging,
  tagIds,
  tagMembers,
  tagsCreate,
  tagsDelete,
  tagsGet,
  tagsUpdate,
} from './tags.ts'
import { templateDelete, templateList, templateSend } from './template-messages.ts'
import { apiDomainIps, callbackIps, stableToken, token } from './token.ts'
import { customTyping } from './typing.ts'
import { updateRemark, userGet, userInfo, userInfoBatch } from './users.ts'

/** api.weixin.qq.com as far as it is played here; a path that is missing answers 404 like an unknown page. */
export const wechatCalls: readonly PlatformCall[] = [
  token,
  stableToken,
  callbackIps,
  apiDomainIps,
  userGet,
  userInfo,
  userInfoBatch,
  updateRemark,
  tagsCreate,
  tagsGet,
  tagsUpdate,
  tagsDelete,
  batchTagging,
  batchUntagging,
  tagIds,
  tagMembers,
  templateSend,
  templateList,
  templateDelete,
  customSend,
  customTyping,
  qrCodeCreate,
  menuCreate,
  menuGet,
  menuDelete,
  jscode2session,
  getUserPhoneNumber,
  subscribeSend,
  ...accountCalls,
]
