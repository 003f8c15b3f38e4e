import { z } from 'zod'
import { seededDraw } from '../../journey/draw.ts'
import { PARTITIONS, partitionOf } from '../../partition.ts'
import { defineCondition } from '../contract.ts'

const share = z.number().min(0, '不能小于 0').max(100, '不能大于 100')
const settings = z.object({
  from: share.default(0).meta({ title: '从', description: '百分比' }),
  to: share.meta({ title: '到', description: '百分比，不含' }),
  name: z
    .string()
    .max(60)
    .default('')
    .meta({ title: '桶的名称', description: '同名的桶总是同样地分，不同名的互不相干' }),
})
type Settings = z.infer<typeof settings>

/** The partitions of people in an order of the bucket's own: the same people always, other people for another name. */
function partitionsIn({ from, to, name }: Settings): number[] {
  const draw = seededDraw(`bucket:${name}`)
  const shuffled = [...Array(PARTITIONS).keys()].map((partition) => ({ partition, place: draw() }))
  shuffled.sort((a, b) => a.place - b.place || a.partition - b.partition)
  const [first, end] = [from, to].map((percent) => Math.round((percent * PARTITIONS) / 100))
  return shuffled.slice(first, end).map(({ partition }) => partition)
}

export default defineCondition({
  type: 'random-bucket',
  label: '随机桶',
  group: 'group',
  settings,
  summary: ({ from, to, name }) => `在随机桶${name && `「${name}」`}的 ${from}% 到 ${to}%`,
  changesOn: [],
  matches: ({ contact, settings: own }) => partitionsIn(own).includes(partitionOf(contact.id)),
  filter: ({ settings: own }) => ({ partition: { $in: partitionsIn(own) } }),
})
