import { expect, test } from 'vitest'
import { rememberClientPeers } from '../../src/evidence/client-peers.ts'
import { snapshot } from './snapshot.ts'

test('the process that served a port of ours while the connection was open', () => {
  const peers = rememberClientPeers()
  peers.record(110, snapshot(100, { 4001: { inode: 1, pids: [7] }, 4002: { inode: 2, pids: [8] } }))
  expect(peers.find(4001, 50, 500)).toBe(7)
  expect(peers.find(4002, 50, 500)).toBe(8)
  expect(peers.find(4003, 50, 500)).toBeUndefined()
})

test('a connection that was opened after the look, or had ended before it, is another one', () => {
  const peers = rememberClientPeers()
  peers.record(110, snapshot(100, { 4001: { inode: 1, pids: [7] } }))
  peers.record(210, snapshot(200, { 4001: { inode: 1, pids: [7] } }))
  expect(peers.find(4001, 211, 500)).toBeUndefined()
  expect(peers.find(4001, 50, 99)).toBeUndefined()
  expect(peers.find(4001, 150, 160)).toBe(7)
})

test('a port that is used again leads to the process that serves the new connection, and to the old one for the old', () => {
  const peers = rememberClientPeers()
  peers.record(110, snapshot(100, { 4001: { inode: 1, pids: [7] } }))
  peers.record(310, snapshot(300, { 4001: { inode: 2, pids: [8] } }))
  expect(peers.find(4001, 50, 200)).toBe(7)
  expect(peers.find(4001, 201, 500)).toBe(8)
  // It may have been either.
  expect(peers.find(4001, 50, 500)).toBeUndefined()
})

test('a connection that was handed on is served by its receiver; of several that inherited it none is known', () => {
  const peers = rememberClientPeers()
  peers.record(110, snapshot(100, { 4001: { inode: 1, pids: [7] }, 4002: { inode: 2, pids: [7] } }))
  peers.record(210, snapshot(200, { 4001: { inode: 1, pids: [8] }, 4002: { inode: 2, pids: [7, 8] } }))
  expect(peers.find(4001, 50, 500)).toBe(8)
  expect(peers.find(4002, 50, 500)).toBe(7)
})

test('a client on another machine may have the same port', () => {
  const peers = rememberClientPeers()
  peers.record(110, snapshot(100, { 4001: { inode: 1, pids: [7], near: false } }))
  expect(peers.find(4001, 50, 500)).toBeUndefined()
})
