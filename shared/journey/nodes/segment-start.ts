import { z } from 'zod'
import { SegmentId } from '../../ids.ts'
import { defineNode } from '../contract.ts'

const ways = { entered: '进入', left: '离开' }
const eventOf = { entered: 'segment.entered', left: 'segment.left' } as const

export default defineNode({
  type: 'segment-start',
  label: '进入或离开人群',
  class: 'start',
  hint: '客户进入或离开一个人群时进入旅程',
  settings: z.object({
    segment: z
      .string()
      .pipe(SegmentId)
      .meta({ title: '人群', description: '已经在人群里的客户不会因此进入旅程', widget: 'segment' }),
    when: z.enum(['entered', 'left']).default('entered').meta({ title: '什么时候', labels: ways }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ segment, when }) => `${ways[when]}人群「${segment}」`,
  refersTo: ({ segment }) => [{ to: 'segment', name: segment }],
  starts: ({ segment, when }) => ({
    kind: 'event',
    events: [eventOf[when]],
    accepts: (event) => event.name === eventOf[when] && 'segment' in event && event.segment === segment,
  }),
  run: ({ settings: { when }, wake }) => ({
    kind: 'go',
    exit: 'next',
    why: `${ways[when]}了人群${titleOf(wake.kind === 'arrived' ? wake.event : null)}`,
  }),
})

const titleOf = (event: object | null): string =>
  event !== null && 'title' in event && typeof event.title === 'string' ? `「${event.title}」` : ''
