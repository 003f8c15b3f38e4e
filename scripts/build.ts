/** `npm run build`: every page, mini-program included. */
import { adminPage, buildPage, consolePage, miniH5, miniWeapp, sidebarPage, webSdk } from './parts/pages.ts'

for (const page of [adminPage, sidebarPage, consolePage, webSdk, miniH5, miniWeapp]) {
  const begun = performance.now()
  const built = await buildPage(page, (text) => console.log(`${page.title}: ${text}`))
  console.log(
    `${page.title}: ${built ? `built in ${((performance.now() - begun) / 1000).toFixed(1)} s` : 'up to date'}`,
  )
}
