import { createHash } from 'node:crypto'
import type { MessageTemplate } from '../world/parts.ts'
import type { Random } from '../world/random.ts'

/** Typed fields as category templates have them (facts A4.2, B4). */
type Draft = { title: string; fields: [key: string, label: string][]; example: string }

const oaDrafts: Draft[] = [
  {
    title: '会员权益到账通知',
    fields: [
      ['thing1', '会员名称'],
      ['phrase2', '会员等级'],
      ['thing3', '权益内容'],
      ['time4', '到账时间'],
    ],
    example: '会员名称：林小满\n会员等级：年费会员\n权益内容：门店经营分析 7 天体验\n到账时间：2026年11月22日 10:00',
  },
  {
    title: '会员到期提醒',
    fields: [
      ['thing1', '会员名称'],
      ['phrase2', '会员等级'],
      ['time3', '到期时间'],
      ['thing4', '温馨提示'],
    ],
    example: '会员名称：林小满\n会员等级：年费会员\n到期时间：2026年12月1日\n温馨提示：续费享 9 折',
  },
  {
    title: '服务进度提醒',
    fields: [
      ['thing1', '服务名称'],
      ['phrase2', '当前进度'],
      ['name3', '服务顾问'],
      ['time4', '更新时间'],
    ],
    example: '服务名称：门店数据诊断\n当前进度：待查看\n服务顾问：沈嘉宁\n更新时间：2026年11月22日 10:00',
  },
  {
    title: '预约成功通知',
    fields: [
      ['thing1', '预约项目'],
      ['time2', '预约时间'],
      ['phone_number3', '联系电话'],
    ],
    example: '预约项目：产品演示\n预约时间：2026年11月25日 14:00\n联系电话：19900000001',
  },
  {
    title: '订单支付成功通知',
    fields: [
      ['character_string1', '订单编号'],
      ['thing2', '商品名称'],
      ['amount3', '支付金额'],
      ['time4', '支付时间'],
    ],
    example: '订单编号：YS20261122001\n商品名称：VIP 年费\n支付金额：999.00元\n支付时间：2026年11月22日 10:00',
  },
]

const miniDrafts: Draft[] = [
  {
    title: '顾问跟进提醒',
    fields: [
      ['name1', '顾问姓名'],
      ['thing2', '跟进内容'],
      ['time3', '跟进时间'],
    ],
    example: '顾问姓名：沈嘉宁\n跟进内容：门店数据诊断报告已备好\n跟进时间：2026年11月22日 10:00',
  },
  {
    title: '会员到期提醒',
    fields: [
      ['phrase1', '会员等级'],
      ['date2', '到期日期'],
      ['thing3', '温馨提示'],
    ],
    example: '会员等级：年费会员\n到期日期：2026年12月1日\n温馨提示：续费享 9 折',
  },
  {
    title: '活动开始提醒',
    fields: [
      ['thing1', '活动名称'],
      ['thing2', '活动地点'],
      ['time3', '开始时间'],
    ],
    example: '活动名称：门店复购公开课\n活动地点：线上直播\n开始时间：2026年11月22日 10:00',
  },
]

/** Subscription notices are chosen from another library, and one consent allows one of them (facts A5). */
const noticeDrafts: Draft[] = [
  {
    title: '活动报名结果通知',
    fields: [
      ['thing1', '活动名称'],
      ['phrase2', '报名结果'],
      ['time3', '活动时间'],
      ['thing4', '温馨提示'],
    ],
    example:
      '活动名称：门店复购公开课\n报名结果：报名成功\n活动时间：2026年11月22日 10:00\n温馨提示：请提前 5 分钟进入',
  },
  {
    title: '新品上架通知',
    fields: [
      ['thing1', '商品名称'],
      ['thing2', '上架说明'],
      ['time3', '上架时间'],
    ],
    example: '商品名称：经营分析 2.0\n上架说明：新增复购预测\n上架时间：2026年11月22日 10:00',
  },
]

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function makeTemplates(random: Random, appIds: { oa: string; mini: string }): MessageTemplate[] {
  const make = (appId: string) => (draft: Draft) => ({
    id: random.text(43, ALPHABET),
    appId,
    title: draft.title,
    fields: draft.fields.map(([key, label]) => ({ key, label })),
    example: draft.example,
  })
  return [...oaDrafts.map(make(appIds.oa)), ...miniDrafts.map(make(appIds.mini))]
}

/** Their ids come from the seed alone, so that everything drawn after them stays as it was. */
export const makeNotices = (seed: number, appId: string): MessageTemplate[] =>
  noticeDrafts.map(({ title, fields, example }) => ({
    id: createHash('sha256').update(`${seed} notice ${title}`).digest('base64url'),
    ...{ appId, title, example },
    fields: fields.map(([key, label]) => ({ key, label })),
  }))
