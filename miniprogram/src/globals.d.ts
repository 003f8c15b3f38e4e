/** Where the server lives; empty means: where the page came from. Set by config/index.ts. */
declare const SERVER_URL: string
declare module '*.css'
