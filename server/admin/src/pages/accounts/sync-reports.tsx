import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { SyncExample, SyncPartName, SyncReport } from '../../../../../shared/api/syncs.ts'
import { syncPartWords } from '../../../../../shared/api/syncs.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import { causeWords, newsWords, reportSentence } from './sync-words.ts'
import { reportsQuery } from './syncs-query.ts'

/** The newest reports of a part, each with a few examples of what was new, changed and gone. */
export function SyncReportList({ account, part }: { account: string; part: SyncPartName }) {
  const reports = useQuery(reportsQuery(account, part))
  return (
    <Loaded query={reports} what="同步报告" skeleton={<Bones lines={3} />}>
      {({ items }) => (
        <ol className="sync-reports">
          {items.map((report) => (
            <li key={report.id}>
              <Report part={part} report={report} />
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  )
}

function Report({ part, report }: { part: SyncPartName; report: SyncReport }) {
  return (
    <>
      <p>
        <strong>{causeWords[report.cause]}</strong>{' '}
        <span className="quiet">
          <Moment at={report.endedAt} />
        </span>
      </p>
      <p>{reportSentence(part, report)}</p>
      {report.notes.map((note) => (
        <p key={note} className="quiet">
          {note}
        </p>
      ))}
      {report.cause !== 'first' && report.examples.length > 0 && (
        <ul className="sync-examples">
          {report.examples.map((example) => (
            <li key={`${example.news} ${example.title} ${example.contact ?? ''}`}>
              <Example part={part} example={example} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Example({ part, example }: { part: SyncPartName; example: SyncExample }) {
  const { news, title, contact, missed } = example
  return (
    <>
      <span className="quiet">{newsWords[news]}</span>{' '}
      {contact === null ? title : <Link to={`/contacts/${contact}`}>{title}</Link>}{' '}
      {missed && syncPartWords[part].callbacks && <Label tone="warn">没有收到回调，已补上</Label>}
    </>
  )
}
