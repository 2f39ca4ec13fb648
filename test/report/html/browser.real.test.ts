import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '../../../src/model/report.ts'
import { renderHtml } from '../../../src/report/html/page.ts'
import type { LedgerExcerpt } from '../../../src/report/html/page-context.ts'
import { clean } from '../../../src/text/clean.ts'
import { launchBrowser, openPage } from '../../support/browser.ts'
import { describeWith } from '../../support/needs.ts'
import { accountOf, hostile, SAMPLES } from '../samples.ts'
import { crowded, drawn, finding, unseen } from './extremes.ts'

const withFindings = () => {
  const { report, account } = drawn()
  return { report: { ...report, findings: [finding()] }, account }
}

const PAGES: Record<string, () => { report: Report; account: LedgerExcerpt }> = {
  drawn: withFindings,
  unseen,
  crowded,
}
for (const [name, sample] of Object.entries({ ...SAMPLES, hostile })) {
  PAGES[name] = () => ({ report: sample(), account: accountOf(sample()) })
}
const NAMES = Object.keys(PAGES)

describeWith(['chromium'], 'report.html in a browser', () => {
  let browser: Browser
  let folder = ''
  const fileOf = (name: string) => join(folder, `${name}.html`)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hitless-html-'))
    for (const [name, make] of Object.entries(PAGES)) {
      const { report, account } = make()
      writeFileSync(fileOf(name), renderHtml(report, account))
    }
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(NAMES)('%s opens without a complaint, and asks for nothing', async (name) => {
    const { page, complaints } = await openPage(browser, fileOf(name))
    expect(await page.title()).toMatch(/PASS|FAIL|INCONCLUSIVE/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each(NAMES)('%s says the same without a script', async (name) => {
    const read = async (javaScriptEnabled: boolean) => {
      const { page, complaints } = await openPage(browser, fileOf(name), { javaScriptEnabled })
      const text = await page.locator('body').evaluate((body) => {
        for (const added of body.querySelectorAll('.reading, script')) added.remove()
        return body.textContent
      })
      await page.context().close()
      expect(complaints).toEqual([])
      return text.replaceAll(/\s+/g, ' ')
    }
    expect(await read(false)).toBe(await read(true))
  })

  test.each(NAMES.flatMap((name) => [360, 1280].map((width) => [name, width] as const)))(
    '%s does not scroll sideways at %i pixels, whatever is unfolded',
    async (name, width) => {
      const { page } = await openPage(browser, fileOf(name), { viewport: { width, height: 800 } })
      const wide = await page.locator('html').evaluate((root) => {
        for (const details of root.querySelectorAll('details')) details.open = true
        return root.scrollWidth
      })
      expect(wide).toBe(width)
      await page.context().close()
    },
  )

  test.each(
    ['drawn', 'passing', 'inconclusive', 'hostile'].flatMap((name) =>
      (['light', 'dark'] as const).map((scheme) => [name, scheme] as const),
    ),
  )('%s can be read by everybody, %s', async (name, colorScheme) => {
    const { page } = await openPage(browser, fileOf(name), { colorScheme })
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html)
            .slice(0, 3)
            .join(' ')}`,
      ),
    ).toEqual([])
    await page.context().close()
  })

  test('what a target sent stays text: it runs nothing, and reads as it was', async () => {
    const { page, complaints } = await openPage(browser, fileOf('hostile'))
    expect(await page.locator('h1 .name').textContent()).toBe(clean(hostile().scenario.name, 160))
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('a[href^=http]').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('even a script that came into the page would not run', async () => {
    const path = join(folder, 'injected.html')
    const { report, account } = drawn()
    writeFileSync(
      path,
      renderHtml(report, account).replace(
        '<main',
        '<script>document.title = "owned"</script><img src="https://example.invalid/x"><main',
      ),
    )
    const { page, complaints } = await openPage(browser, path)
    expect(await page.title()).not.toBe('owned')
    expect(complaints.join()).toContain('Content Security Policy')
    await page.context().close()
  })

  test('pointing at a slot reads out its numbers', async () => {
    const { page, complaints } = await openPage(browser, fileOf('drawn'))
    const { report } = drawn()
    const slot = report.timeline.buckets.findIndex(({ outcomes }) => (outcomes.refused ?? 0) > 0)
    const { t, outcomes, latencyMs } = report.timeline.buckets[slot]!
    const plot = page.locator('#over-time .axis .plot')
    await plot.scrollIntoViewIfNeeded()
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + (box.width * (t + 50)) / report.run.durationMs, box.y - 60)
    const reading = await page.locator('#over-time .reading').textContent()
    expect(reading).toContain(`${outcomes.ok} ok, ${outcomes.refused} refused`)
    expect(reading).toContain(`p50 ${latencyMs?.p50} ms, p99 ${latencyMs?.p99} ms`)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('dragging across a chart shows that time in all charts of the run, and it can be undone', async () => {
    const { page, complaints } = await openPage(browser, fileOf('drawn'))
    const labels = () => page.locator('#lives .axis text').allTextContents()
    const before = await labels()
    const plot = page.locator('#over-time .axis .plot')
    await plot.scrollIntoViewIfNeeded()
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.3, box.y - 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.4, box.y - 60, { steps: 4 })
    await page.mouse.up()
    expect(await labels()).toContain('10.0 s')
    expect(await labels()).not.toContain('20 s')
    // The first socket ended at 10.09 s, which is a tenth of the way now.
    const view = await page.locator('#lives .shapes').first().getAttribute('viewBox')
    expect(view?.split(' ').map((part) => Math.round(Number(part) / 10))).toEqual([30, 0, 10, expect.anything()])
    await page.locator('#lives .reading button').click()
    expect((await labels()).length).toBe(before.length)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each(['drawn', 'crowded'])('%s prints, and nothing of it is cut off', async (name) => {
    const { page } = await openPage(browser, fileOf(name), { viewport: { width: 700, height: 1000 } })
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBe(700)
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
    await page.context().close()
  })
})
