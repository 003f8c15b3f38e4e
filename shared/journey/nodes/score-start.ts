import { z } from 'zod'
import { scoreNames } from '../../score/contract.ts'
import { levelWords } from '../../score/settings.ts'
import { defineNode } from '../contract.ts'

const scores = { activity: '活跃度', spread: '传播力', loyalty: '忠诚度', value: '价值分', intent: '意向分' }
const ways = { rose: '升到', fell: '降到' }
const levels = { high: levelWords.high, middle: levelWords.middle, low: levelWords.low }

export default defineNode({
  type: 'score-start',
  label: '评分升降',
  class: 'start',
  hint: '客户的评分升到或降到某一档时进入旅程',
  settings: z.object({
    score: z.enum(scoreNames).default('intent').meta({ title: '评分', labels: scores }),
    way: z.enum(['rose', 'fell']).default('rose').meta({ title: '方向', labels: ways }),
    level: z
      .enum(['high', 'middle', 'low'])
      .default('high')
      .meta({ title: '档位', labels: levels, description: '每一档从多少分起，在“人群与客户 · 评分”里设定' }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ score, way, level }) => `${scores[score]}${ways[way]}“${levels[level]}”`,
  starts: ({ score, way, level }) => ({
    kind: 'event',
    events: ['score.changed'],
    accepts: (event) =>
      event.name === 'score.changed' &&
      event.score === score &&
      event.to > event.from === (way === 'rose') &&
      (event.level === 'none' ? 'low' : event.level) === level,
  }),
  run: ({ settings: { score, way, level } }) => ({
    kind: 'go',
    exit: 'next',
    why: `${scores[score]}${ways[way]}了“${levels[level]}”`,
  }),
})
