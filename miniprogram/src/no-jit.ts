import { z } from 'zod'

// A mini-program may not make functions from text, and some clients answer `new Function` with a stub instead of an
// error, which zod would take for leave to compile. Must be said before any schema is made.
z.config({ jitless: true })
