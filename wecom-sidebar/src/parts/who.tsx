import type { CustomerContext } from '../../../shared/api/staff.ts'
import type { StaffId } from '../../../shared/ids.ts'
import { sayDay, sayTime } from '../../../shared/say-time.ts'

export function Who({ context, me, now }: { context: CustomerContext; me: StaffId; now: Date }) {
  const { contact, lead } = context
  const overdue =
    lead !== null && lead.nextFollowUpAt !== null && lead.nextFollowUpAt < now ? lead.nextFollowUpAt : null
  const owner =
    contact.owner === null
      ? '还没有归属'
      : contact.owner === me
        ? '归您跟进'
        : `归属 ${contact.ownerName ?? contact.owner}`
  const [first, ...others] = [...new Set(contact.tags)]
  const shown = first === undefined ? [] : [first, ...others.slice(0, 2)]
  const hidden = contact.tags.length - shown.length
  return (
    <section class="card who">
      <div class="row between">
        <h1>{contact.name ?? '未留姓名'}</h1>
        {contact.level !== null && <span class="level">{contact.level}</span>}
      </div>
      <p class="secondary">
        <span class="keep">{owner}</span>
        {contact.stage !== null && <span class="keep">{contact.stage}</span>}
        {contact.vipExpiresAt !== null && <span class="keep">{sayDay(contact.vipExpiresAt)}到期</span>}
        {overdue !== null && <span class="keep overdue">该跟进了：约在 {sayTime(overdue, now)}</span>}
      </p>
      {shown.length > 0 && (
        <p class="tags">
          {shown.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))}
        </p>
      )}
      <details>
        <summary>
          {contact.identities.length} 个身份
          {hidden > 0 && `，还有 ${hidden} 个标签`}
        </summary>
        <dl>
          {contact.identities.map((identity) => (
            <div key={`${identity.kind}${identity.detail}`}>
              <dt>{identity.label}</dt>
              <dd>{identity.detail}</dd>
            </div>
          ))}
          {contact.firstSource !== null && (
            <div>
              <dt>首次来源</dt>
              <dd>{contact.firstSource}</dd>
            </div>
          )}
        </dl>
        {hidden > 0 && (
          <p class="tags">
            {others.slice(2).map((tag) => (
              <span key={tag} class="tag">
                {tag}
              </span>
            ))}
          </p>
        )}
      </details>
    </section>
  )
}
