import { CHARTS } from './charts.ts'
import { LAYOUT } from './layout.ts'
import { MEDIA } from './media.ts'
import { TOKENS } from './tokens.ts'

/** The style of the page, as text for its style element. */
export const STYLE = TOKENS + LAYOUT + CHARTS + MEDIA
