import { defineBehaviour } from '../behaviour.ts'

/** Who follows by scanning a code brings its scene with the following; who follows already only scans. */
const scanned = { label: '已关注后扫码', event: 'contact.scanned' } as const
const followed = {
  label: '扫码关注',
  event: 'contact.followed',
  only: { not: { at: 'data.scene', is: [null] } },
} as const

export default defineBehaviour({
  type: 'did-scan',
  label: '扫描二维码',
  acts: { any: { ...scanned, label: '扫描二维码', also: [followed] }, scanned, followed },
  fields: { scene: '场景值' },
})
