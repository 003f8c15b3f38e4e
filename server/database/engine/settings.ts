import { totalmem } from 'node:os'

/** `disk`: a write is acknowledged when it is on disk, as with MongoDB's w:majority. `memory`: tests, which may lose it. */
export type Durability = 'disk' | 'memory'

const DURABLE = { synchronous_commit: 'on', commit_delay: '200', commit_siblings: '4' }
const FORGETFUL = { synchronous_commit: 'off', fsync: 'off', full_page_writes: 'off' }

/** PostgreSQL's settings. Each that is not about size has cost somebody an hour. */
export function engineSettings({ sockets, durability }: { sockets: string; durability: Durability }): string[] {
  const mb = Math.floor(totalmem() / 1048576)
  const buffers = durability === 'disk' ? Math.min(1024, Math.max(128, mb >> 4)) : 128
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: '200',
    max_worker_processes: '24',
    jit: 'off',
    shared_buffers: `${buffers}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    ...(durability === 'disk' ? DURABLE : FORGETFUL),
    wal_writer_delay: '50ms',
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_compression: 'lz4',
    // A log file that is used again keeps the bytes of erased people for as long as it waits.
    wal_recycle: 'off',
    // Without the extended index handler, preloaded and created, no sort comes out of an index; without the composite
    // planner a fresh collection is scanned whole.
    shared_preload_libraries: 'pg_cron,pg_documentdb_core,pg_documentdb,pg_documentdb_extended_rum',
    'documentdb.alternate_index_handler_name': 'extended_rum',
    'documentdb.enableCompositeIndexPlanner': 'on',
    // Unique indexes are exclusion constraints here, so racing writers of one key deadlock: that must be noticed soon
    // and undo the whole statement, so that the gateway can run it again.
    deadlock_timeout: '20ms',
    'documentdb.throwDeadlockOnCRUD': 'on',
    // Otherwise each open cursor pins a connection.
    'documentdb.useFileBasedPersistedCursors': 'on',
    'documentdb.defaultCursorExpiryTimeLimitSeconds': '1800',
    'documentdb.localhost_connection_string': `host=${sockets}`,
    'documentdb.maxWriteBatchSize': '100000',
    'documentdb_core.enableCollation': 'on',
    'cron.database_name': 'postgres',
    'cron.host': sockets,
    'cron.log_run': 'off',
    'cron.log_statement': 'off',
    autovacuum_naptime: '5s',
    autovacuum_analyze_scale_factor: '0.05',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_timezone: 'UTC',
    timezone: 'UTC',
  }
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
}
