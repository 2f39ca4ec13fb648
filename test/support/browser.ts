import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findProgram } from './needs.ts'

/** The system's Chromium, without a window. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium')
  if (executablePath === undefined) throw new Error('expected chromium on the PATH, found none: install it')
  // Chromium refuses to sandbox the processes of root.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}

export interface Visit {
  page: Page
  /** What went wrong in the page, and everything that it asked for besides itself. */
  complaints: string[]
}

/** Opens a file as a page. */
export async function openPage(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const url = new URL(path, 'file:').href
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    // An icon that is part of the page is asked for as well.
    if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return { page, complaints }
}
