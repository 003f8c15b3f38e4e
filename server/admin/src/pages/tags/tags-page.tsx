import { useQuery } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { TagRow } from '../../../../../shared/api/tags.ts'
import { countUpTo, peopleUpTo } from '../../ui/number.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { tabs } from '../contacts/tabs.ts'
import { useChange } from '../data/use-change.ts'
import { UseNames } from '../segments/uses.tsx'
import { useMay } from '../session/use-may.ts'
import { PreferencesModal } from './preferences-modal.tsx'
import { draftFrom, newTag, type TagDraft, TagDrawer } from './tag-drawer.tsx'
import { HowFar, HowGiven } from './tag-words.tsx'
import { tagsQuery } from './tags-query.ts'
import './tags.css'

const NONE = '未分组'

/** The tags the company keeps: their groups, the rules that give them, and how many people have each. */
export function TagsPage() {
  const tags = useQuery(tagsQuery)
  const { modal } = App.useApp()
  const { run } = useChange('/tags')
  const [group, setGroup] = useState<string | null>(null)
  const [editing, setEditing] = useState<TagDraft | null>(null)
  const [learning, setLearning] = useState(false)
  const mayEdit = useMay().change
  const { items = [], groups = [], others = [], preferences } = tags.data ?? {}
  const shown = items.filter((tag) => group === null || (tag.group ?? NONE) === group)

  const remove = (tag: TagRow) =>
    modal.confirm({
      title: `不再管理标签「${tag.name}」？`,
      content: <Ends tag={tag} />,
      okText: '不再管理',
      cancelText: '取消',
      okButtonProps: { danger: true },
      onOk: () =>
        run(
          { method: 'DELETE', path: `/tags/${encodeURIComponent(tag.name)}` },
          { done: '已不再管理。', failed: '没有删除' },
        ),
    })

  const columns: readonly Column<TagRow>[] = [
    {
      name: 'name',
      title: '标签',
      width: '18%',
      wrap: true,
      show: (tag) => (
        <>
          <Link to={`/contacts?tag=${encodeURIComponent(tag.name)}`} className="name-link">
            {tag.name}
          </Link>
          {tag.note !== '' && <p className="quiet small">{tag.note}</p>}
        </>
      ),
    },
    { name: 'group', title: '标签组', width: 108, show: (tag) => tag.group ?? <span className="quiet">{NONE}</span> },
    { name: 'how', title: '怎么打上', wrap: true, show: (tag) => <HowGiven tag={tag} /> },
    { name: 'people', title: '客户数', numeric: true, width: 88, show: (tag) => countUpTo(tag.people) },
    { name: 'far', title: '规则计算于', wide: true, width: 132, wrap: true, show: (tag) => <HowFar tag={tag} /> },
    ...(mayEdit
      ? [
          {
            name: 'acts',
            title: '操作',
            width: 148,
            show: (tag: TagRow) => (
              <span className="row-acts">
                <Button size="small" aria-label={`修改${tag.name}`} onClick={() => setEditing(draftFrom(tag))}>
                  修改
                </Button>
                <Button size="small" aria-label={`删除${tag.name}`} onClick={() => remove(tag)}>
                  删除
                </Button>
              </span>
            ),
          },
        ]
      : []),
  ]
  return (
    <Page
      title="人群与客户"
      tabs={tabs}
      actions={
        mayEdit && (
          <>
            <Button disabled={preferences === undefined} onClick={() => setLearning(true)}>
              偏好标签
            </Button>
            <Button type="primary" onClick={() => setEditing(newTag())}>
              新建标签
            </Button>
          </>
        )
      }
    >
      <div className="stack">
        <div className="card">
          {groups.length > 0 && (
            <div className="filters">
              <Select<string | null>
                allowClear
                className="filter"
                placeholder="标签组"
                aria-label="按标签组筛选"
                value={group}
                options={[...groups, NONE].map((value) => ({ value, label: value }))}
                onChange={(value) => setGroup(value ?? null)}
              />
              <span className="quiet filter-total">共 {shown.length} 个标签</span>
            </div>
          )}
          <Table
            label="标签"
            columns={columns}
            pages={{
              rows: tags.data === undefined ? null : shown,
              ...{ total: null, error: tags.error, retry: () => void tags.refetch(), more: null, loadingMore: false },
            }}
            rowKey={(tag) => tag.name}
            minWidth={760}
            empty={
              <Empty
                title={items.length === 0 ? '还没有管理任何标签' : '这一组里没有标签'}
                text="给标签分组，或写一条规则：满足条件或常做某件事的客户自动打上，不再满足时自动移除。"
                action={
                  mayEdit && items.length === 0 ? (
                    <Button type="primary" onClick={() => setEditing(newTag())}>
                      新建标签
                    </Button>
                  ) : undefined
                }
              />
            }
          />
        </div>
        {others.length > 0 && (
          <Card title="其他在用的标签">
            <p className="quiet small">
              来自员工、旅程、导入和平台同步，还没有纳入管理{mayEdit ? '；点一下可以给它分组或加上规则。' : '。'}
            </p>
            <div className="labels labels-wrap">
              {others.map(({ name, people, about }) => (
                <button
                  key={name}
                  type="button"
                  className="tag-other"
                  disabled={!mayEdit}
                  onClick={() => setEditing(newTag(name))}
                >
                  {name} <span className="quiet">{peopleUpTo(people, about)}</span>
                </button>
              ))}
            </div>
          </Card>
        )}
      </div>
      {editing !== null && <TagDrawer given={editing} groups={groups} onClose={() => setEditing(null)} />}
      {learning && preferences !== undefined && (
        <PreferencesModal given={preferences} onClose={() => setLearning(false)} />
      )}
    </Page>
  )
}

/** What ends with the tag, what stays, and who will find fewer people. */
function Ends({ tag: { rule, behaviour, group, usedBy } }: { tag: TagRow }) {
  const ending = [
    ...(rule === null && behaviour === null ? [] : ['它的自动规则会停止']),
    ...(group === null ? [] : [`它不再算在标签组「${group}」里`]),
  ]
  return (
    <>
      <p>{[...ending, '已有这个标签的客户保留标签'].join('，')}。</p>
      {usedBy.length > 0 && (
        <>
          <p>下面这些用到它{group === null ? '' : '或它的标签组'}，之后符合的客户可能变少：</p>
          <UseNames uses={usedBy} />
        </>
      )}
    </>
  )
}
