import type { Field, FieldType } from './field.ts'

const field = (name: string, label: string, type: FieldType = 'text'): Field => ({ name, label, type, options: [] })

/**
 * What is kept sealed wherever it comes from, with a masked form to show: under these names no value is taken as it is.
 * A number that came masked is kept as the attribute `maskedPhone`.
 */
export const sealedNames: ReadonlyMap<string, 'phone' | 'email' | 'idNumber'> = new Map([
  ['phone', 'phone'],
  ['mobile', 'phone'],
  ['email', 'email'],
  ['idNumber', 'idNumber'],
])

/** Attributes that the product itself reads and writes: a manager may rename and rank them, and never remove them. */
export const systemAttributes: readonly Field[] = [
  field('level', '会员等级'),
  field('crmSource', 'CRM 来源'),
  field('vipExpiresAt', 'VIP 到期日', 'date'),
  field('company', '公司'),
  field('city', '城市'),
  field('province', '省份'),
  field('gender', '性别'),
  field('stage', '阶段'),
  field('points', '积分', 'number'),
  field('birthday', '生日', 'date'),
  field('remark', '备注'),
  field('language', '语言'),
  field('email', '邮箱'),
  field('idNumber', '身份证号'),
  field('maskedPhone', '打码手机号'),
  field('emailBounced', '退信的邮箱'),
  field('appDevice', 'App 设备'),
  field('interest', '感兴趣的内容'),
]
