/** First and last of a range of ports. */
export interface PortRange {
  first: number
  last: number
}
