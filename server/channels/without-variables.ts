const spoken: Readonly<Record<string, string>> = {
  name: '姓名',
  phone: '手机号',
  level: '会员等级',
  vipExpiresAt: '到期日',
}

/** A text as a list shows it before it is filled for one person: a variable is its own fallback text, else its name in 〔〕. */
export const withoutVariables = (text: string): string =>
  text.replace(/\{\{\s*([^{}|\s]+)\s*(?:\|([^{}]*))?\}\}/g, (_, name: string, otherwise: string | undefined) => {
    const fallback = (otherwise ?? '').trim()
    return fallback === '' ? `〔${spoken[name] ?? name}〕` : fallback
  })
