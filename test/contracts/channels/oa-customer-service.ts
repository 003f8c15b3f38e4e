import { messageCustomSend } from '../../../server/platforms/wechat-oa/api/message-custom-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { form: 'link', title: '新品', url: 'https://example.com' },
  address: { appId: 'wx1', openId: 'o1' },
  api: messageCustomSend,
  sent: {
    touser: 'o1',
    msgtype: 'news',
    news: { articles: [{ title: '新品', description: '', url: 'https://example.com', picurl: '' }] },
  },
  reply: {},
  receipt: null,
  forms: [
    { content: { form: 'text', text: '好', agent: 'kf1@test' }, sent: { customservice: { kf_account: 'kf1@test' } } },
    { content: { form: 'image', media: 'm1' }, sent: { msgtype: 'image', image: { media_id: 'm1' } } },
    { content: { form: 'voice', media: 'm1' }, sent: { msgtype: 'voice', voice: { media_id: 'm1' } } },
    {
      content: { form: 'video', media: 'm1', cover: 'm2', title: '片' },
      sent: { video: { media_id: 'm1', thumb_media_id: 'm2', title: '片' } },
    },
    {
      content: { form: 'music', music: 'https://example.com/a.mp3', cover: 'm2' },
      sent: { music: { musicurl: 'https://example.com/a.mp3', hqmusicurl: 'https://example.com/a.mp3' } },
    },
    { content: { form: 'article', article: 'a1' }, sent: { mpnewsarticle: { article_id: 'a1' } } },
    {
      content: { form: 'menu', head: '满意吗？', choices: [{ id: '101', text: '满意' }] },
      sent: { msgmenu: { head_content: '满意吗？', list: [{ id: '101', content: '满意' }], tail_content: '' } },
    },
    { content: { form: 'coupon', card: 'c1' }, sent: { msgtype: 'wxcard', wxcard: { card_id: 'c1' } } },
    {
      content: { form: 'miniprogram', title: '预约', appId: 'wx2', page: 'a/b', cover: 'm1' },
      sent: { miniprogrampage: { title: '预约', appid: 'wx2', pagepath: 'a/b', thumb_media_id: 'm1' } },
    },
  ],
}
