/** The machine and the programs a run was made with. */
export interface Environment {
  hitless: string
  node: string
  autocannon: string
  os: string
  cpus: number
  memoryBytes: number
}
