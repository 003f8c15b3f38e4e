import type { PlatformCall } from '../call.ts'
import {
  acquisitionCustomers,
  acquisitionQuota,
  createAcquisitionLink,
  deleteAcquisitionLink,
  getAcquisitionLink,
  listAcquisitionLinks,
  updateAcquisitionLink,
} from './acquisition.ts'
import { userBehaviour } from './behaviour.ts'
import { closeTempChat, delContactWay, listContactWay, updateContactWay } from './contact-way-changes.ts'
import { addCorpTag, corpTagList, delCorpTag, editCorpTag } from './corp-tags.ts'
import { groupStatistic, groupStatisticByDay } from './group-statistics.ts'
import { groupOnjobTransfer, groupTransfer } from './group-transfers.ts'
import { groupGet, groupList, openGidToChatId } from './groups.ts'
import { externalToOpenId, externalToPending, unionIdToExternal, unionIdToExternalOrPending } from './id-conversion.ts'
import { addJoinWay, delJoinWay, getJoinWay, updateJoinWay } from './join-ways.ts'
import {
  kfAccountAdd,
  kfAccountList,
  kfAccountUpdate,
  kfContactWay,
  kfServicerAdd,
  kfServicerDel,
  kfServicerList,
} from './kf-accounts.ts'
import { kfSendMsg, kfSendOnEvent, kfSyncMsg } from './kf-messages.ts'
import { kfCustomers, kfStateGet, kfStateTrans } from './kf-sessions.ts'
import { addMsgTemplate, cancelMassMessage, remindMassMessage } from './mass-messages.ts'
import { massMessageList, massMessageResult, massMessageTasks } from './mass-results.ts'
import { momentComments, momentCustomers, momentList, momentReached, momentTasks } from './moment-results.ts'
import { addMomentTask, cancelMomentTask, momentTaskResult } from './moments.ts'
import { getUserDetail, getUserIdByMobile } from './private-fields.ts'
import { resignedResult, transferCustomer, transferResigned, transferResult, unassignedList } from './transfers.ts'

/** Customer contact and 微信客服 beyond single customers (facts C3.1, C4, C7); joined by calls.ts. */
export const customerContactCalls: readonly PlatformCall[] = [
  acquisitionCustomers,
  acquisitionQuota,
  createAcquisitionLink,
  deleteAcquisitionLink,
  getAcquisitionLink,
  listAcquisitionLinks,
  updateAcquisitionLink,
  userBehaviour,
  closeTempChat,
  delContactWay,
  listContactWay,
  updateContactWay,
  addCorpTag,
  corpTagList,
  delCorpTag,
  editCorpTag,
  groupStatistic,
  groupStatisticByDay,
  groupOnjobTransfer,
  groupTransfer,
  groupGet,
  groupList,
  openGidToChatId,
  externalToOpenId,
  externalToPending,
  unionIdToExternal,
  unionIdToExternalOrPending,
  addJoinWay,
  delJoinWay,
  getJoinWay,
  updateJoinWay,
  kfAccountAdd,
  kfAccountList,
  kfAccountUpdate,
  kfContactWay,
  kfServicerAdd,
  kfServicerDel,
  kfServicerList,
  kfSendMsg,
  kfSendOnEvent,
  kfSyncMsg,
  kfCustomers,
  kfStateGet,
  kfStateTrans,
  addMsgTemplate,
  cancelMassMessage,
  remindMassMessage,
  massMessageList,
  massMessageResult,
  massMessageTasks,
  momentComments,
  momentCustomers,
  momentList,
  momentReached,
  momentTasks,
  addMomentTask,
  cancelMomentTask,
  momentTaskResult,
  getUserDetail,
  getUserIdByMobile,
  resignedResult,
  transferCustomer,
  transferResigned,
  transferResult,
  unassignedList,
]
