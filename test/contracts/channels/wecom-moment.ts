import { externalContactAddMomentTask } from '../../../server/platforms/wecom/api/external-contact-add-moment-task.ts'
import type { PlatformSample } from '../channel-sample.ts'

const visible_range = { sender_list: { user_list: ['zhangsan', 'lisi'] } }
export const sample: PlatformSample = {
  content: { form: 'text', text: '秋季新品到店' },
  address: { corpId: 'ww1', staff: 'zhangsan', externalUserId: 'wm1' },
  others: [
    { corpId: 'ww1', staff: 'zhangsan', externalUserId: 'wm2' },
    { corpId: 'ww1', staff: 'lisi', externalUserId: 'wm3' },
  ],
  api: externalContactAddMomentTask,
  sent: { text: { content: '秋季新品到店' }, visible_range },
  reply: { jobid: 'job1' },
  receipt: 'job1',
  leaves: 'handed',
  forms: [
    {
      content: { form: 'pictures', text: '', pictures: ['m1', 'm2'] },
      sent: {
        attachments: [
          { msgtype: 'image', image: { media_id: 'm1' } },
          { msgtype: 'image', image: { media_id: 'm2' } },
        ],
        visible_range,
      },
    },
    {
      content: { form: 'video', text: '开箱', media: 'm3' },
      sent: { text: { content: '开箱' }, attachments: [{ msgtype: 'video', video: { media_id: 'm3' } }] },
    },
    {
      content: { form: 'link', title: '秋季目录', url: 'https://example.com/a', cover: 'm4' },
      sent: {
        attachments: [{ msgtype: 'link', link: { title: '秋季目录', url: 'https://example.com/a', media_id: 'm4' } }],
      },
    },
  ],
}
