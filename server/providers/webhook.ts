import { type ProviderAnswer, refused } from './answer.ts'
import { answerOfStatus } from './answer-of-status.ts'
import type { Post } from './post.ts'
import { signedHeaders } from './signed-json.ts'

/**
 * Tells a system of the company's own what a journey decided. The receiver knows by `webhook-id` what it has seen
 * before, so a call may be repeated after silence. Outside the sandbox only https, and never into our own network.
 */
export type WebhookNeeds = { secret: string; insecure: boolean; post: Post; now(): Date }
export type Webhook = {
  send(given: { url: string; body: string; key: string }): Promise<ProviderAnswer>
}

export function createWebhook({ secret, insecure, post, now }: WebhookNeeds): Webhook {
  return {
    async send({ url, body, key }) {
      if (!insecure && new URL(url).protocol !== 'https:')
        return refused('fix-setup', 'Webhook 地址必须以 https:// 开头')
      const headers = signedHeaders({ secret, id: key, body, now: now() })
      return answerOfStatus(await post({ url, headers, body }), 'Webhook 接收方')
    },
  }
}
