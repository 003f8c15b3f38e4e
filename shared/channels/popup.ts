import { z } from 'zod'

/** A pop-up in the mini-program or on an H5 page: what fits one card of a phone. */
export const PopupContent = z.object({
  title: z.string().trim().min(1, '请填写标题').max(20, '标题最多 20 字').meta({ title: '标题' }),
  text: z.string().trim().min(1, '请填写内容').max(120, '内容最多 120 字').meta({ title: '内容', widget: 'textarea' }),
  image: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ title: '图片地址', description: '宽高比约 2:1' }),
  button: z.string().trim().min(1).max(8, '按钮最多 8 字').default('去看看').meta({ title: '按钮文字' }),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ title: '按钮打开的链接', description: '与小程序页面二选一；都不填时按钮只关闭弹窗', widget: 'url' }),
  page: z
    .string()
    .regex(/^\/?pages\/[\w/-]+(\?.*)?$/, '页面以 pages/ 开头，如 pages/phone/index')
    .max(200)
    .optional()
    .meta({ title: '按钮打开的小程序页面' }),
  days: z.number().int().min(1).max(30).default(7).meta({ title: '有效天数', description: '过期还没看到就不再弹出' }),
})
export type PopupContent = z.output<typeof PopupContent>
