import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'

export const getUserPhoneNumber = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html',
  method: 'POST',
  path: '/wxa/business/getuserphonenumber',
  repeat: 'unsafe',
  input: z.object({ code: z.string() }),
  reply: z.object({
    phone_info: z.object({
      phoneNumber: z.string(),
      purePhoneNumber: z.string(),
      /** A number in samples, a string in tables. */
      countryCode: LooseId,
    }),
  }),
})
