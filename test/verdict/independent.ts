/** P(X <= k) of n trials, by exact fractions of big integers: p is a binary fraction, as every double is. */
export function atMostByFractions(k: number, n: number, p: number): number {
  const bits = 1100n
  const one = 1n << bits
  const success = toFixedPoint(p, bits)
  const failure = one - success
  let sum = 0n
  for (let i = 0; i <= k; i += 1) sum += choose(BigInt(n), BigInt(i)) * success ** BigInt(i) * failure ** BigInt(n - i)
  // sum / one^n, to 80 bits.
  const scale = bits * BigInt(n) - 80n
  return Number(sum >> scale) / 2 ** 80
}

function toFixedPoint(p: number, bits: bigint): bigint {
  let exponent = 0
  let mantissa = p
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent += 1
  }
  return BigInt(mantissa) << (bits - BigInt(exponent))
}

function choose(n: bigint, k: bigint): bigint {
  let result = 1n
  for (let i = 1n; i <= k; i += 1n) result = (result * (n - k + i)) / i
  return result
}

/** ln P(X <= k) of n trials, as a sum of single terms, each from the one before; for small k. */
export function logAtMostBySum(k: number, n: number, p: number): number {
  const first = n * Math.log1p(-p)
  let term = 0
  let largest = 0
  const terms = [0]
  for (let i = 1; i <= k; i += 1) {
    term += Math.log(n - i + 1) - Math.log(i) + Math.log(p) - Math.log1p(-p)
    largest = Math.max(largest, term)
    terms.push(term)
  }
  const scaled = terms.map((one) => Math.exp(one - largest)).toSorted((a, b) => a - b)
  return first + largest + Math.log(scaled.reduce((sum, one) => sum + one, 0))
}
