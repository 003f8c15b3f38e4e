import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DyingImport, notesBatch, startDyingImport } from '../support/dying-import.ts'
import { insertsInto } from '../support/dying-server.ts'
import { importByLook, importCsv } from '../support/quiet-company.ts'

/** Two whole batches and a rest. All that is no newcomer stands in the second one, which is cut off. */
const NEW = 2200
const KNOWN = 10
const JOINED = 10
const AGAIN = 20
const RENAMED = 5
const BAD = 30
const PLACE = 1200

const phoneOf = (person: number) => `1390${String(person).padStart(7, '0')}`
const lineOf = (person: number) => `C${person},客户${person},${phoneOf(person)}`
const lines = (count: number, line: (n: number) => string) => Array.from({ length: count }, (_, n) => line(n))
const knownLine = (n: number) => `K${n},老客户${n},${phoneOf(8000 + n)}`
const joinedLine = (n: number) => `J${n},两条记录${n},${phoneOf(9000 + n)}`
/** The same record under another name: of the batch that is cut off, and of the one before it. */
const renamedLine = (n: number) => `C${n < 3 ? 1100 + n : n},改名${n},${phoneOf(n < 3 ? 1100 + n : n)}`
const badLine = (n: number) => `X${n},坏号码${n},1380000`
const FILE = [
  '客户编号,姓名,手机号',
  ...lines(PLACE, lineOf),
  ...lines(KNOWN, knownLine),
  ...lines(JOINED, joinedLine),
  ...lines(AGAIN, (n) => lineOf(1000 + n)),
  ...lines(RENAMED, renamedLine),
  ...lines(BAD, badLine),
  ...lines(NEW - PLACE, (n) => lineOf(PLACE + n)),
].join('\n')
/** What everybody is called in the end. */
const FILE_NAMES = new Map(
  FILE.split('\n')
    .slice(1)
    .filter((line) => !line.startsWith('X'))
    .map((line) => line.split(','))
    .map(([number, name]) => [`crm:crm:${number}`, name]),
)
const IN_ALL = NEW + KNOWN + JOINED
const ROWS = IN_ALL + AGAIN + RENAMED + BAD

/**
 * The process dies three times in the middle of a file of people: when they are written and no timeline says so, when
 * the timelines say so and the line does not hear of it, and when all is done but not noted.
 */
describe('a server killed while it imports people', () => {
  let dying: DyingImport

  beforeAll(async () => {
    dying = await startDyingImport()
    const known = ['客户编号,姓名', ...lines(KNOWN, (n) => `K${n},旧名${n}`), ...lines(JOINED, (n) => `J${n},旧名${n}`)]
    const numbers = ['手机号,姓名', ...lines(JOINED, (n) => `${phoneOf(9000 + n)},没有编号${n}`)]
    expect(await importCsv(dying.line, known.join('\n'))).toMatchObject({ created: KNOWN + JOINED })
    expect(await importByLook(dying.line, numbers.join('\n'))).toMatchObject({ created: JOINED })
    await dying.workedOff()
  }, 180_000)
  afterAll(() => dying?.stop())

  const kept = (name: string) => dying.line.database.collection(name)
  const people = () => kept('contacts').countDocuments({ mergedInto: null })
  const stands = { state: 'running', rows: 1000, created: 1000, linesDone: 1001 }

  it('dies when the people of the second batch are written, and no timeline says so', async () => {
    await dying.isReady(FILE, 'file=people.csv')
    await dying.diesAt(2, insertsInto('events', 'crm:crm:C'), dying.begins)
    expect(await dying.stored()).toMatchObject(stands)
    expect(await people()).toBeGreaterThan(1500)
  })

  it('dies again when their timelines say so, and the line did not hear of it', async () => {
    await dying.startsAgain()
    await dying.diesAt(1, insertsInto('inbox', 'crm:crm:C'), dying.isFree)
    expect(await dying.stored()).toMatchObject(stands)
  })

  it('dies once more when all of that batch is written and told, and not noted', async () => {
    await dying.startsAgain()
    await dying.diesAt(1, notesBatch, dying.isFree)
    expect(await dying.stored()).toMatchObject(stands)
  })

  it('ends with everybody counted as what they were the first time', async () => {
    await dying.startsAgain()
    await dying.isFree()
    expect(await dying.isDone()).toMatchObject({
      ...{ rows: ROWS, created: NEW, updated: KNOWN + RENAMED, merged: JOINED },
      ...{ unchanged: AGAIN, refused: BAD, remarked: AGAIN + RENAMED, progress: 1 },
    })
    expect(await kept('import_pieces').countDocuments()).toBe(0)
  })

  it('holds everybody once and whole', async () => {
    const found = await kept('contacts').find({ mergedInto: null }).toArray()
    const keysOf = ({ identities }: (typeof found)[number]) => identities.map(({ key }: { key: string }) => key)
    const numbered = new Map(found.map((one) => [keysOf(one).find((key: string) => key.startsWith('crm:')), one.name]))
    expect(found.every((one) => keysOf(one).length === 2)).toBe(true)
    expect(found).toHaveLength(IN_ALL)
    expect(numbered).toEqual(FILE_NAMES)
  })

  it('tells of each once: in the timelines and to the journeys', async () => {
    await dying.workedOff()
    const ofFile = { name: 'crm.imported', at: (await dying.stored())?.['startedAt'] }
    expect(await kept('events').countDocuments(ofFile)).toBe(IN_ALL + RENAMED)
    // Those of the two files before, too.
    expect(await kept('inbox').countDocuments({ type: 'crm.imported' })).toBe(IN_ALL + RENAMED + KNOWN + 2 * JOINED)
  })

  it('names in its error file every line that was left out or taken with a remark, once', async () => {
    const rows = (await dying.refusedLines()).map((line) => line.slice(1, -1).split('","'))
    expect(rows.filter(([, , , taken]) => taken === '未导入')).toHaveLength(BAD)
    expect(rows).toHaveLength(BAD + AGAIN + RENAMED)
  })
})
