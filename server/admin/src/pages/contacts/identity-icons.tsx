import {
  ContactsOutlined,
  IdcardOutlined,
  LinkOutlined,
  MailOutlined,
  PhoneOutlined,
  UserOutlined,
  WechatOutlined,
  WechatWorkOutlined,
} from '@ant-design/icons'
import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { identityWords } from './words.ts'

const icons: Record<string, ReactNode> = {
  oa: <WechatOutlined />,
  mini: <LinkOutlined />,
  wecom: <WechatWorkOutlined />,
  unionid: <IdcardOutlined />,
  phone: <PhoneOutlined />,
  email: <MailOutlined />,
  crm: <ContactsOutlined />,
}

export function IdentityIcon({ kind }: { kind: string }) {
  return <span className={`identity-icon identity-${kind}`}>{icons[kind] ?? <UserOutlined />}</span>
}

/** One icon per kind of identity; the names on hover. */
export function IdentityIcons({ identities }: { identities: readonly { key: string }[] }) {
  const kinds = [...new Set(identities.map((identity) => identityWords(identity.key).kind))]
  const names = kinds.map((kind) => identityWords(`${kind}:`).label).join('、')
  if (kinds.length === 0) return <span className="quiet">—</span>
  return (
    <Tooltip title={names}>
      <span className="identity-icons" role="img" aria-label={names}>
        {kinds.map((kind) => (
          <IdentityIcon key={kind} kind={kind} />
        ))}
      </span>
    </Tooltip>
  )
}
