import { z } from 'zod'
import { MiniSession } from '../../shared/api/mini.ts'
import { DAY, type Line } from '../support/line.ts'
import { until } from '../support/until.ts'

/** The seeded company after the walk's first half, so that pages have somebody to show: followed, registered, added, lead raised. */
export async function walked(line: Line) {
  const walk = line.demo.walk
  if (!walk) throw new Error('the demo company has nobody to walk')
  const { person, staff } = walk
  await line.play(`/people/${person}/scan`, { scene: 'spring-fair' })
  const { code } = z.object({ code: z.string() }).parse(await line.play(`/people/${person}/mini/login`))
  const session = MiniSession.parse(await line.api('POST', '/mini/session', { code, scene: null }))
  const { phone } = await line.person(person)
  const fields = { name: '林小满', phone, interest: '会员复购' }
  await line.api('POST', '/mini/forms/register', { fields }, session.token)
  const contact = await until('follower and CRM record are one', async () => {
    const found = await line.contact('crm:crm:YS-00001')
    return found.identities.some(({ key }) => key.startsWith('oa:')) && found.id
  })
  await line.play(`/staff/${staff}/add-customer`, { person, state: 'spring-fair' })
  await line.happened(contact, 'friend.added')
  line.clock.jump(2 * DAY + 60_000)
  await line.happened(contact, 'alert.raised', ({ kind }) => kind === 'new-lead')
  await until('the card is on her phone', async () =>
    (await line.phones(person, staff)).staff?.appMessages.some(({ body }) => body.kind === 'card'),
  )
  return { person, staff, contact, name: walk.name }
}
