import { z } from 'zod'
import { answerOfStatus } from '../answer-of-status.ts'
import { jsonOrNull } from '../json-or-null.ts'
import type { Post } from '../post.ts'
import { signedHeaders } from '../signed-json.ts'
import type { PushProvider } from './contract.ts'

/**
 * App push through a server of one's own that speaks to APNs and the phone makers: signed JSON with all devices of one
 * person, `{"id", "gone": [device]}` back.
 */
export type HttpPushNeeds = { url: string; secret: string; post: Post; now(): Date }

const Gone = z.object({ gone: z.array(z.string()).max(100).default([]) })

export function httpPush({ url, secret, post, now }: HttpPushNeeds): PushProvider {
  return {
    async send({ devices, title, text, url: opens, key }) {
      const body = JSON.stringify({ id: key, devices, title, text, url: opens })
      const posted = await post({ url, headers: signedHeaders({ secret, id: key, body, now: now() }), body })
      const gone = posted.kind === 'answered' ? Gone.safeParse(jsonOrNull(posted.body)) : null
      return { answer: answerOfStatus(posted, 'App 推送服务'), gone: gone?.success ? gone.data.gone : [] }
    },
  }
}
