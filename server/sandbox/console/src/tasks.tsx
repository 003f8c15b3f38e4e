import { type PersonView, type StaffView, sandbox, type Task } from './api.ts'
import { KfServed } from './kf-chat.tsx'
import { MessageBody } from './message.tsx'
import type { Sandbox } from './use-sandbox.ts'
import { chatTime } from './words.ts'

/** What a member is asked to do: nothing of the company's leaves before they tap 发送. */
export function Tasks(of: { box: Sandbox; staff: StaffView; person: PersonView | null; now: Date }) {
  const { box, staff, person } = of
  const served = person?.kf.filter((one) => one.servicer === staff.userId) ?? []
  return (
    <div class="list tasks">
      {staff.tasks.length === 0 && served.length === 0 ? (
        <p class="empty">企业发起的群发和朋友圈任务会出现在这里，由 {staff.name} 确认后才发出。</p>
      ) : null}
      {person === null
        ? null
        : served.map((desk) => (
            <KfServed key={desk.openKfId} box={box} desk={desk} person={person} staff={staff} now={of.now} />
          ))}
      {staff.tasks.map((task) => (
        <TaskCard key={`${task.sort} ${task.id}`} task={task} now={of.now} confirm={() => confirm(box, staff, task)} />
      ))}
    </div>
  )
}

function confirm(box: Sandbox, staff: StaffView, task: Task) {
  const path = task.sort === 'mass' ? `mass-messages/${task.id}/confirm` : `moments/${task.id}/publish`
  void box.act(() => sandbox.staff(staff.userId, path), task.sort === 'mass' ? '已发送' : '已发表')
}

const STATE_WORDS = { waiting: '待确认', done: '已完成', cancelled: '已被企业取消' } as const

function resultOf(task: Task): string {
  if (task.sort === 'moment') return `${task.targets} 位客户可见`
  const unit = task.to === 'groups' ? '个群' : '位客户'
  const missed = [
    task.notFriends > 0 ? `${task.notFriends} 位已不是好友` : '',
    task.overLimit > 0 ? `${task.overLimit} 位本月已到接收上限` : '',
  ].filter((words) => words !== '')
  return [`送达 ${task.reached} / ${task.targets} ${unit}`, ...missed].join('，')
}

function TaskCard(of: { task: Task; now: Date; confirm: () => void }) {
  const { task } = of
  const unit = task.to === 'groups' ? '个客户群' : '位客户'
  const what = task.sort === 'moment' ? '发表朋友圈' : '群发消息'
  return (
    <section class="task" aria-label={`${what}任务`}>
      <header class="task-head">
        <b>
          {what}给 {task.targets} {unit}
        </b>
        <span class={`task-state ${task.state}`}>{STATE_WORDS[task.state]}</span>
      </header>
      {task.text === '' ? null : <p class="task-text">{task.text}</p>}
      {task.attachments.map((body, index) => (
        <MessageBody
          key={`${index}`}
          message={{
            id: `${task.id} ${index}`,
            chat: '',
            at: task.at,
            from: 'staff',
            by: null,
            body,
            receipt: null,
            recalled: false,
          }}
          openLink={() => undefined}
          choose={() => undefined}
          press={() => undefined}
        />
      ))}
      {task.reminders.length > 0 && task.state === 'waiting' ? (
        <p class="task-reminder" role="status">
          企业已催办 {task.reminders.length} 次，最近一次 {chatTime(task.reminders.at(-1) ?? task.at, of.now)}
        </p>
      ) : null}
      <footer class="task-foot">
        <span class="secondary">
          {task.state === 'done' && task.doneAt !== null
            ? `${chatTime(task.doneAt, of.now)} ${resultOf(task)}`
            : chatTime(task.at, of.now)}
        </span>
        {task.state === 'waiting' ? (
          <button type="button" class="primary small" onClick={of.confirm}>
            {task.sort === 'mass' ? '发送' : '发表'}
          </button>
        ) : null}
      </footer>
    </section>
  )
}
