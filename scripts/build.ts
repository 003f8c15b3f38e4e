/** `npm run build`: every page, mini-program included. */
import { adminPage, buildPage, consolePage, miniH5, miniWeapp, sidebarPage } from './parts/pages.ts'

for (const page of [adminPage, sidebarPage, consolePage, miniH5, miniWeapp]) {
  const begun = performance.now()
  const built = await buildPage(page, (text) => console.log(`${page.title}: ${text}`))
  console.log(
    `${page.title}: ${built ? `built in ${((performance.now() - begun) / 1000).toFixed(1)} s` : 'up to date'}`,
  )
}
