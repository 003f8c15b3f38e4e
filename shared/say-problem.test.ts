import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { firstProblem } from './say-problem.ts'

const Part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), url: z.url().meta({ title: '图片地址' }) }).meta({ title: '图片' }),
  z.object({ kind: z.literal('file') }).meta({ title: '文件' }),
])
const Content = z.discriminatedUnion('form', [
  z
    .object({
      form: z.literal('text'),
      text: z.string().min(1).max(5).meta({ title: '文字' }),
      parts: z.array(Part).min(1).max(2).optional().meta({ title: '附件' }),
      size: z.enum(['small', 'large']).meta({ title: '大小' }).default('small'),
    })
    .meta({ title: '文字' }),
  z.object({ form: z.literal('link'), title: z.string('请写标题').meta({ title: '标题' }) }).meta({ title: '链接' }),
])

describe('what is wrong with a content', () => {
  it.each([
    ['no form chosen', {}, '请选择内容形式：文字、链接'],
    ['an empty form', { form: '' }, '请选择内容形式：文字、链接'],
    ['a form there is not', { form: 'song' }, '没有「song」这种形式：文字、链接'],
    ['nothing at all', undefined, '还没有填写'],
    ['a field left out', { form: 'text' }, '「文字」还没有填写'],
    ['a field left empty', { form: 'text', text: '' }, '「文字」还没有填写'],
    ['a text too long', { form: 'text', text: '六个字的标题' }, '「文字」最多 5 个字'],
    ['an empty list', { form: 'text', text: '好', parts: [] }, '「附件」至少 1 项'],
    ['a part of no form', { form: 'text', text: '好', parts: [{}] }, '「附件」的「第 1 项」请选择内容形式：图片、文件'],
    [
      'a part with a wrong address',
      { form: 'text', text: '好', parts: [{ kind: 'file' }, { kind: 'picture', url: 'x' }] },
      '「附件」的「第 2 项」的「图片地址」不是完整的链接，要以 https:// 开头',
    ],
    ['a choice of a wrong sort', { form: 'text', text: '好', size: '' }, '「大小」请选择'],
    ['a field with words of its own', { form: 'link' }, '「标题」请写标题'],
    ['nothing', { form: 'link', title: '好' }, null],
  ])('is said of %s', (_, content, said) => {
    expect(firstProblem(Content, content)).toBe(said)
  })
})
