import { Checkbox, Segmented } from 'antd'
import { lackingRights, oaTypeLabels } from '../../../../../shared/account-rights.ts'
import type { Draft, Kind } from './connect-fields.ts'

const choices: readonly { kind: Kind; title: string; text: string }[] = [
  { kind: 'oa', title: '公众号', text: '服务号或订阅号：关注、消息、菜单、模板消息。' },
  { kind: 'mini', title: '小程序', text: '登录、表单、手机号、订阅消息。' },
  { kind: 'wecom', title: '企业微信应用', text: '客户联系、员工提醒、聊天侧边栏。可以接入多个企业和应用。' },
]

/** The first step: which kind of account, and of which type where types differ in what they may do. */
export function ConnectType(props: {
  kind: Kind
  draft: Draft
  onKind: (kind: Kind) => void
  onDraft: (part: Partial<Draft>) => void
}) {
  const { kind, draft, onKind, onDraft } = props
  const lacking = lackingRights(draft)
  return (
    <div className="form">
      <div className="choice-cards" role="radiogroup" aria-label="账号类型">
        {choices.map((choice) => (
          <label key={choice.kind} className={`choice-card${choice.kind === kind ? ' choice-card-on' : ''}`}>
            <input
              type="radio"
              name="connect-kind"
              className="choice-card-input"
              checked={choice.kind === kind}
              onChange={() => onKind(choice.kind)}
            />
            <span className="choice-card-title">{choice.title}</span>
            <span className="quiet">{choice.text}</span>
          </label>
        ))}
      </div>
      {kind === 'oa' && (
        <div className="step">
          <h3 className="step-title">公众号类型</h3>
          <Segmented<Draft['type']>
            value={draft.type}
            onChange={(type) => onDraft({ type })}
            options={[
              { value: 'service', label: oaTypeLabels.service },
              { value: 'subscription', label: oaTypeLabels.subscription },
            ]}
          />
          <div className="connect-certified">
            <Checkbox checked={draft.certified} onChange={(event) => onDraft({ certified: event.target.checked })}>
              已通过微信认证
            </Checkbox>
          </div>
          <p className="field-hint">
            {lacking.length === 0
              ? '这类账号的接口权限最全。'
              : `平台不向这类账号开放：${lacking.join('、')}。${
                  draft.certified
                    ? '其他功能照常使用。'
                    : '客服消息、粉丝资料、标签和渠道二维码通常也要认证后才有，以公众平台“接口权限”里写的为准。'
                }`}
          </p>
        </div>
      )}
    </div>
  )
}
