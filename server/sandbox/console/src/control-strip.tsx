import { useEffect, useState } from 'preact/hooks'
import { type PersonRow, sandbox } from './api.ts'
import type { Sandbox } from './use-sandbox.ts'

const SPEEDS = [
  [1, '1×', '时间按真实速度走'],
  [60, '60×', '一秒是一分钟'],
  // The platform's window after a follow is a minute: at this speed it is over before anybody can answer.
  [3600, '3600×', '一秒是一小时：欢迎这类即时回复会来不及，适合等旅程走完'],
] as const

export function ControlStrip(of: { box: Sandbox }) {
  return (
    <section class="panel strip" aria-label="控制台">
      <WhoAmI box={of.box} />
      <Actions box={of.box} />
      <Time box={of.box} />
    </section>
  )
}

function WhoAmI(of: { box: Sandbox }) {
  const { box } = of
  const { demo, state } = box
  const [people, setPeople] = useState<PersonRow[]>([])
  const known = state?.person?.id
  useEffect(() => {
    sandbox.people('').then(
      (answer) => setPeople(answer.people),
      () => undefined,
    )
  }, [known])
  const listed = people.some((one) => one.id === known) || !state?.person ? people : [state.person, ...people]
  return (
    <div class="strip-row">
      <label>
        <span>我是粉丝</span>
        <select value={known ?? ''} onChange={(event) => box.setPerson(event.currentTarget.value)}>
          {listed.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
              {one.id === demo?.walk?.person
                ? '（推荐）'
                : one.stranger
                  ? '（陌生人）'
                  : one.following
                    ? '（已关注）'
                    : ''}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="small"
        onClick={() =>
          void box.act(async () => {
            const made = await sandbox.makePerson({})
            box.setPerson(made.id)
            box.say(`来了一位陌生人：${made.name}`)
          })
        }
      >
        新来一位
      </button>
      <label>
        <span>我是销售</span>
        <select value={state?.staff?.userId ?? ''} onChange={(event) => box.setStaff(event.currentTarget.value)}>
          {(demo?.staff ?? []).map((one) => (
            <option key={one.userId} value={one.userId}>
              {one.name} · {one.department}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

function Actions(of: { box: Sandbox }) {
  const { box } = of
  const person = box.state?.person ?? null
  const [scene, setScene] = useState('spring-fair')
  if (person === null) return null
  return (
    <div class="strip-row">
      <label>
        <span>扫码</span>
        <select value={scene} onChange={(event) => setScene(event.currentTarget.value)}>
          {(box.demo?.qrCodes ?? []).map((code) => (
            <option key={code.scene} value={code.scene}>
              {code.name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="small"
        disabled={box.busy}
        onClick={() => void box.act(() => sandbox.person(person.id, 'scan', { scene }), '已扫码')}
      >
        扫一扫
      </button>
      {person.following ? (
        <button
          type="button"
          class="small"
          disabled={box.busy}
          onClick={() => void box.act(() => sandbox.person(person.id, 'unfollow'), '已取消关注')}
        >
          取消关注
        </button>
      ) : (
        <button
          type="button"
          class="small"
          disabled={box.busy}
          onClick={() => void box.act(() => sandbox.person(person.id, 'follow'), '已关注')}
        >
          搜索关注
        </button>
      )}
    </div>
  )
}

function Time(of: { box: Sandbox }) {
  const { box } = of
  const clock = box.state?.clock
  if (clock === undefined) return null
  return (
    <div class="strip-row">
      <span class="strip-label">时间</span>
      <fieldset class="segmented" aria-label="时间流速">
        {SPEEDS.map(([speed, text, meaning]) => (
          <button
            key={speed}
            type="button"
            class={clock.speed === speed ? 'chosen' : ''}
            aria-pressed={clock.speed === speed}
            title={meaning}
            onClick={() => void box.act(() => sandbox.setClock({ speed }), meaning)}
          >
            {text}
          </button>
        ))}
      </fieldset>
      <button type="button" class="small" onClick={() => void box.jumpTwoDays()}>
        跳过 2 天
      </button>
    </div>
  )
}
