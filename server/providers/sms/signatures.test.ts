import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { signAcs3 } from './acs3-signature.ts'
import { callbackKeyFits, callbackKeyOf } from './callback-key.ts'
import { signTc3 } from './tc3-signature.ts'

it('signs as the fixed example of Alibaba Cloud’s page on signature V3 does', () => {
  const { query, headers } = signAcs3({
    host: 'ecs.cn-shanghai.aliyuncs.com',
    action: 'RunInstances',
    version: '2014-05-26',
    params: {
      RegionId: 'cn-shanghai',
      ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
    },
    accessKeyId: 'YourAccessKeyId',
    accessKeySecret: 'YourAccessKeySecret',
    nonce: '3156853299f313e23d1673dc12e1703d',
    date: '2023-10-26T10:22:32Z',
  })
  expect(query).toBe('ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai')
  expect(headers.authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  )
})

it('encodes what RFC 3986 reserves, and sorts by name', () => {
  const params = { b: "a b*c~d!'()", a: '中', A: '1' }
  const signed = { host: 'h', action: 'a', version: 'v', accessKeyId: 'i', accessKeySecret: 's', nonce: 'n', date: 'd' }
  expect(signAcs3({ ...signed, params }).query).toBe('A=1&a=%E4%B8%AD&b=a%20b%2Ac~d%21%27%28%29')
})

it('signs as the example of Tencent Cloud’s page on signature v3 does', () => {
  const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
  expect(createHash('sha256').update(body).digest('hex')).toBe(
    '35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064',
  )
  const headers = signTc3({
    host: 'cvm.tencentcloudapi.com',
    service: 'cvm',
    body,
    secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
    secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
    now: new Date(1551113065_000),
  })
  expect(headers).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'x-tc-timestamp': '1551113065',
    authorization:
      'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  })
})

it('a callback key opens one provider’s door and no other, and says nothing of the secret', () => {
  const secret = 'a secret that is only good for tests, nothing else'
  const key = callbackKeyOf(secret, 'aliyun')
  expect(key).toMatch(/^[\w-]{32}$/)
  expect(callbackKeyFits(key, callbackKeyOf(secret, 'aliyun'))).toBe(true)
  for (const wrong of ['', key.slice(1), `${key}a`, callbackKeyOf(secret, 'tencent')])
    expect(callbackKeyFits(wrong, key)).toBe(false)
})
