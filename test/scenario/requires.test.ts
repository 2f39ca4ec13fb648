import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkRequires } from '../../src/scenario/requires.ts'
import { folderOf } from './support.ts'

test('names those that are missing, in their order', () => {
  expect(checkRequires(['sh', 'no-such-program', 'node', 'nor-this'])).toEqual(['no-such-program', 'nor-this'])
})

test('looks along the path for what can be executed', () => {
  const folder = folderOf({ 'one/tool': '', 'two/other': '' })
  chmodSync(join(folder, 'one/tool'), 0o755)
  chmodSync(join(folder, 'two/other'), 0o644)
  const path = `${folder}/nowhere::${folder}/one:${folder}/two`
  expect(checkRequires(['tool', 'other'], path)).toEqual(['other'])
})

test('looks into the folders of system programs besides', () => {
  expect(checkRequires(['ldconfig', 'no-such-program'], '')).toEqual(['no-such-program'])
})

test('takes an absolute path for anything that must be there, such as the folder of a library', () => {
  const folder = folderOf({ 'library/code.go': '' })
  expect(checkRequires([`${folder}/library`, `${folder}/other`, `${folder}/library/code.go`], folder)).toEqual([
    `${folder}/other`,
  ])
})
