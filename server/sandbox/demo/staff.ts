import type { z } from 'zod'
import type { Department, Member } from '../world/world.ts'

/** Three departments, twelve members. Each department has a leader; 何以南 has none above him and none beside him. */
export const departments: z.infer<typeof Department>[] = [
  { id: 1, name: '云杉数据', parent: 0 },
  { id: 2, name: '销售一部', parent: 1 },
  { id: 3, name: '销售二部', parent: 1 },
  { id: 4, name: '客户成功', parent: 1 },
]

type Line = [userId: string, name: string, department: number, position: string, leader: string | null]
const lines: Line[] = [
  ['lu.yuan', '陆远', 2, '销售一部经理', null],
  ['shen.jianing', '沈嘉宁', 2, '销售顾问', 'lu.yuan'],
  ['gu.yichen', '顾奕辰', 2, '销售顾问', 'lu.yuan'],
  ['xu.manli', '许曼莉', 2, '销售顾问', 'lu.yuan'],
  ['tao.ran', '陶然', 3, '销售二部经理', null],
  ['jiang.ruobing', '江若冰', 3, '销售顾问', 'tao.ran'],
  ['wen.qing', '温晴', 3, '销售顾问', 'tao.ran'],
  ['bai.luo', '白洛', 3, '渠道顾问', 'tao.ran'],
  ['qin.shuang', '秦霜', 4, '客户成功经理', null],
  ['ye.zhiqiu', '叶知秋', 4, '客户成功顾问', 'qin.shuang'],
  ['ruan.mu', '阮木', 4, '客户成功顾问', 'qin.shuang'],
  ['he.yinan', '何以南', 1, '区域顾问', null],
]

export const members: Member[] = lines.map(([userId, name, department, position, leader]) => ({
  userId,
  name,
  departments: [department],
  leads: leader === null && department !== 1 ? [department] : [],
  directLeader: leader,
  position,
  status: 1,
}))

/** Who sells: owners of CRM records and of customers are drawn from these. */
export const sellers = members.filter((member) => member.directLeader !== null).map((member) => member.userId)
export const WALK_OWNER = 'shen.jianing'
