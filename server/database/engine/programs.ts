/** The unpacked packages, and how to run what is in them: through their own dynamic loader, whatever the host's libc. */
import { join } from 'node:path'
import { enginePlatform } from './machine.ts'

export const PG_MAJOR = '18'

export class Programs {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** Command line that runs one of the PostgreSQL programs; `usr` is where it will lie when it runs. */
  command(program: string, file = program, usr = join(this.root, 'usr')): string[] {
    const { triplet, loader } = enginePlatform()
    const bin = `${usr}/lib/postgresql/${PG_MAJOR}/bin`
    const lib = `${usr}/lib/${triplet}`
    const libraries = [lib, `${lib}/blas`, `${lib}/lapack`, `${bin}/../lib`].join(':')
    // --argv0 makes PostgreSQL find its share and lib folders relative to where it really lies.
    return [`${usr}/${loader}`, '--argv0', `${bin}/${program}`, '--library-path', libraries, `${bin}/${file}`]
  }

  get environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', PGTZ: 'UTC' }
  }
}
