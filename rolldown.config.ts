import { relative } from 'node:path'
import { defineConfig, type PreRenderedChunk } from 'rolldown'
import packageJson from './package.json' with { type: 'json' }

const { dependencies, peerDependencies } = packageJson

/** What is started, imported or forked by its name; all else becomes part of these, or is shared between them. */
const PROGRAMS = ['cli/main', 'index', 'run/threads/traffic', 'run/watchdog', 'calibrate/server/main', 'parts']

/** Node reads few files faster than many: one for each program, and for what several share. Packages stay where npm puts them. */
export default defineConfig({
  input: Object.fromEntries(PROGRAMS.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: [...Object.keys(dependencies), ...Object.keys(peerDependencies)].map((name) => new RegExp(`^${name}(/|$)`)),
  output: { dir: 'dist', cleanDir: true, sourcemap: true, chunkFileNames: nameChunk },
})

/** What is loaded only when it is needed keeps the name of its source, for whoever reads a stack trace. */
function nameChunk({ facadeModuleId }: PreRenderedChunk): string {
  if (facadeModuleId == null) return 'shared/[name].js'
  return relative('src', facadeModuleId).replace(/\.ts$/, '.js')
}
