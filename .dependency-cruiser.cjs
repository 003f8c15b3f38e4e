/**
 * Who may import whom: the table of ARCHITECTURE.md as rules. `only(folder, allowed)` says what a folder may reach
 * among our own folders; anything else of ours is an error. Cycles are forbidden, type-only ones too.
 */
const ours = '^(shared|server|miniprogram|wecom-sidebar|test|scripts)/'
const only = (name, from, allowed, comment, pathNot = '\\.test\\.tsx?$') => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot },
  to: { path: ours, pathNot: [from, ...allowed.map((path) => `^${path}`)] },
})

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle hides who decides; types count too.',
      from: {},
      to: { circular: true },
    },
    only('shared-is-pure', '^shared/', [], 'shared imports itself and zod.'),
    {
      name: 'shared-has-no-runtime',
      severity: 'error',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/zod' },
    },
    only('kit', '^server/kit/', ['shared/'], 'kit is the floor.'),
    only(
      'config',
      '^server/config\\.ts$',
      ['shared/', 'server/kit/'],
      'config reads the environment and nothing of ours.',
    ),
    only(
      'database',
      '^server/database/',
      ['server/kit/'],
      'The embedded database knows nothing of the domain.',
      '\\.test\\.tsx?$|-support\\.ts$',
    ),
    only(
      'platforms',
      '^server/platforms/',
      ['shared/', 'server/kit/'],
      'Platform clients know no store and no journey.',
    ),
    only('store', '^server/store/', ['shared/', 'server/kit/'], 'Stores know no platform and no channel.'),
    only('providers', '^server/providers/', ['shared/', 'server/kit/'], 'Providers know no store and no channel.'),
    only(
      'exchange',
      '^server/exchange/',
      ['shared/', 'server/kit/', 'server/store/', 'server/identity/', 'server/providers/'],
      'Data in and out speaks to other servers through providers, and makes people through identity.',
    ),
    only(
      'channels',
      '^server/channels/',
      ['shared/', 'server/kit/', 'server/platforms/', 'server/providers/'],
      'Channels neither store nor decide.',
    ),
    only(
      'quota',
      '^server/quota/',
      ['shared/', 'server/kit/', 'server/store/'],
      'Counts calls; knows no platform client.',
    ),
    only(
      'schema',
      '^server/schema/',
      ['shared/', 'server/kit/', 'server/store/'],
      'What managers define, and how what comes from outside is read by it.',
    ),
    only(
      'privacy',
      '^server/privacy/',
      ['shared/', 'server/kit/', 'server/store/'],
      'Gives out, erases and forgets; knows no line.',
    ),
    only('segments', '^server/segments/', ['shared/', 'server/kit/', 'server/store/'], 'Lowest of the line.'),
    only(
      'traits',
      '^server/traits/',
      ['shared/', 'server/kit/', 'server/store/', 'server/segments/'],
      'What is reckoned of people, by the machinery of segments.',
    ),
    only('leads', '^server/leads/', ['shared/', 'server/kit/', 'server/store/', 'server/segments/'], 'Below journeys.'),
    only(
      'journeys',
      '^server/journeys/',
      ['shared/', 'server/kit/', 'server/store/', 'server/segments/', 'server/leads/'],
      'Downwards only.',
    ),
    only(
      'identity',
      '^server/identity/',
      ['shared/', 'server/kit/', 'server/store/', 'server/journeys/', 'server/leads/', 'server/segments/'],
      'Downwards only.',
    ),
    only(
      'intake',
      '^server/intake/',
      [
        'shared/',
        'server/kit/',
        'server/store/',
        'server/identity/',
        'server/journeys/',
        'server/leads/',
        'server/segments/',
        'server/platforms/.*crypto\\.ts',
      ],
      'The top of the line; of the platforms it may see their crypto only.',
    ),
    only(
      'outbox',
      '^server/outbox/',
      ['shared/', 'server/kit/', 'server/store/', 'server/channels/'],
      'The outbox tells journeys by an event.',
    ),
    only(
      'accounts',
      '^server/accounts/',
      ['shared/', 'server/kit/', 'server/store/', 'server/platforms/'],
      'Errands that are not messages.',
    ),
    only(
      'http',
      '^server/http/',
      [
        'shared/',
        'server/kit/',
        'server/store/',
        'server/accounts/',
        'server/identity/',
        'server/journeys/',
        'server/segments/',
        'server/traits/',
        'server/schema/',
        'server/leads/',
        'server/intake/',
      ],
      'Routes call the rooms; they never call a platform.',
    ),
    only(
      'sandbox',
      '^server/sandbox/',
      ['shared/ids\\.ts', 'server/kit/'],
      "The simulator is the second reading of the platforms' rules.",
      '\\.test\\.tsx?$|^server/sandbox/console/',
    ),
    only(
      'wechaty',
      '^server/wechaty/',
      ['shared/', 'server/kit/'],
      'A process of its own: it speaks to the product over HTTP.',
    ),
    only('admin', '^server/admin/', ['shared/'], 'Pages read shared types only.'),
    only('sidebar', '^wecom-sidebar/', ['shared/'], 'Pages read shared types only.'),
    only('miniprogram', '^miniprogram/', ['shared/'], 'Pages read shared types only.'),
    {
      name: 'mongoose-stays-in-store',
      severity: 'error',
      from: {
        path: '^server/',
        pathNot:
          '^server/(store|database|compose)/|^server/(compose|main)\\.ts$|^server/journeys/alarm\\.ts$|\\.test\\.ts$',
      },
      to: { path: 'node_modules/(mongoose|mongodb)/' },
    },
    {
      name: 'nobody-imports-compose',
      severity: 'error',
      from: { path: ours, pathNot: '^server/(compose|main)\\.ts$|^server/compose/|^test/|^scripts/' },
      to: { path: '^server/(compose/|(compose|main)\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|node_modules/\\.)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
}
