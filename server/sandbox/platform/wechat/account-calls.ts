import type { PlatformCall } from '../call.ts'
import { articleStatistics } from './article-statistics.ts'
import { blacklistAdd, blacklistGet, blacklistRemove } from './blacklist.ts'
import { menuAddConditional, menuDeleteConditional, menuTryMatch, selfMenuInfo } from './conditional-menus.ts'
import { draftAdd, draftCount, draftDelete, draftGet, draftList, draftUpdate } from './drafts.ts'
import { industryGet, industrySet } from './industry.ts'
import { massSend, massSendAll } from './mass.ts'
import { massDelete, massGet, massPreview, massSpeedGet, massSpeedSet } from './mass-jobs.ts'
import { materialAdd, materialCount, materialDelete, materialGet, materialList } from './material.ts'
import { mediaGet, mediaUpload, mediaUploadImage, mediaUploadVideo } from './media.ts'
import { schemeCreate, schemeQuery, unlimitedCode, urlLinkCreate, urlLinkQuery } from './mini-links.ts'
import { checkSession, resetSession } from './mini-session.ts'
import { mediaCheck, textCheck } from './moderation.ts'
import {
  addNoticeTemplate,
  categories,
  deleteNoticeTemplate,
  noticeTemplates,
  publicTitles,
  publicWords,
} from './notice-templates.ts'
import { noticeSend } from './notices.ts'
import { clearQuota, quotaGet, ridGet } from './openapi.ts'
import { publishDelete, publishGet, publishList, publishSubmit } from './publishing.ts'
import { messageStatistics } from './statistics.ts'
import { pageTicket, webAccessToken, webAuth, webRefreshToken, webUserInfo } from './web-login.ts'

/** Everything around following and messaging: what an account's own people do with it. */
export const accountCalls: readonly PlatformCall[] = [
  clearQuota,
  quotaGet,
  ridGet,
  blacklistGet,
  blacklistAdd,
  blacklistRemove,
  industryGet,
  industrySet,
  categories,
  publicTitles,
  publicWords,
  addNoticeTemplate,
  noticeTemplates,
  deleteNoticeTemplate,
  noticeSend,
  massSendAll,
  massSend,
  massPreview,
  massGet,
  massDelete,
  massSpeedGet,
  massSpeedSet,
  draftAdd,
  draftGet,
  draftUpdate,
  draftDelete,
  draftCount,
  draftList,
  publishSubmit,
  publishGet,
  publishDelete,
  publishList,
  mediaUpload,
  mediaGet,
  mediaUploadImage,
  mediaUploadVideo,
  materialAdd,
  materialGet,
  materialDelete,
  materialCount,
  materialList,
  menuAddConditional,
  menuDeleteConditional,
  menuTryMatch,
  selfMenuInfo,
  webAccessToken,
  webRefreshToken,
  webUserInfo,
  webAuth,
  pageTicket,
  ...messageStatistics,
  ...articleStatistics,
  checkSession,
  resetSession,
  unlimitedCode,
  schemeCreate,
  schemeQuery,
  urlLinkCreate,
  urlLinkQuery,
  textCheck,
  mediaCheck,
]
