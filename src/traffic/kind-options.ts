import { loadOptions } from './index.ts'

/** The options of all kinds. Apart from the registry, which threads of traffic load too: these need no options, and no zod. */
export const KIND_OPTIONS = await loadOptions()
