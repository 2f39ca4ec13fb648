// The page's script, as browsers run it. It adds what the page can do without: the numbers of the slot under the pointer, and a
// closer look at a stretch of time. Charts that show the same time move together. UNITS and CLOCK_STEPS are put before it by assets.ts.

const TICKS = 12
const charts = [...document.querySelectorAll('.chart .lanes')].map(readChart)
const tooltips = JSON.parse(document.getElementById('tooltip-data')?.textContent ?? 'null')
for (const chart of charts) followPointer(chart)
if (charts[0]) showText(charts[0], '')

function readChart(lanes) {
  const [from, to, origin] = ['from', 'to', 'origin'].map((name) => Number(lanes.dataset[name]))
  const reading = document.createElement('p')
  reading.className = 'reading'
  const cursor = lanes.appendChild(document.createElement('div'))
  cursor.className = 'cursor'
  cursor.hidden = true
  lanes.before(reading)
  const placed = [...lanes.querySelectorAll('.lane:not(.axis) .plot > :not(.shapes):not(.scale):not(.quiet)')]
  return { lanes, from, to, origin, reading, cursor, left: 0, right: 1, places: placed.map(readPlace) }
}

function readPlace(element) {
  const read = (name) =>
    element.getAttribute(name)?.endsWith('%') ? parseFloat(element.getAttribute(name)) / 100 : null
  return { element, x: read('x'), width: read('width') }
}

function listTwins(chart) {
  return charts.filter((one) => one.from === chart.from && one.to === chart.to)
}

function showText(chart, text) {
  const zoomed = chart.left > 0 || chart.right < 1
  chart.reading.textContent =
    text || (zoomed || chart !== charts[0] ? '' : 'Point at a chart for its numbers; drag across it for a closer look.')
  if (!zoomed) return
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Show all of it'
  button.addEventListener('click', () => showStretch(chart, 0, 1))
  chart.reading.append(' ', button)
}

/** Where a pointer is, as a share of the whole time that a chart can show; null beside the drawing. */
function shareAt(chart, event) {
  const plot = chart.lanes.querySelector('.axis .plot').getBoundingClientRect()
  const share = (event.clientX - plot.left) / plot.width
  if (share < -0.01 || share > 1.01) return null
  return chart.left + Math.min(1, Math.max(0, share)) * (chart.right - chart.left)
}

function followPointer(chart) {
  let start = null
  let selection = null
  chart.lanes.addEventListener('pointermove', (event) => {
    const share = shareAt(chart, event)
    moveCursor(chart, share)
    if (start === null || share === null) return
    selection ??= chart.lanes.appendChild(Object.assign(document.createElement('div'), { className: 'selection' }))
    const [a, b] = [Math.min(start, share), Math.max(start, share)]
    selection.style.left = placeOf(chart, a)
    selection.style.width = 'calc(' + placeOf(chart, b) + ' - ' + placeOf(chart, a) + ')'
  })
  chart.lanes.addEventListener('pointerleave', () => moveCursor(chart, null))
  chart.lanes.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && event.pointerType === 'mouse') start = shareAt(chart, event)
  })
  window.addEventListener('pointerup', (event) => {
    const end = start === null ? null : shareAt(chart, event)
    selection?.remove()
    selection = null
    if (end !== null && Math.abs(end - start) > (chart.right - chart.left) / 100) {
      getSelection()?.removeAllRanges()
      showStretch(chart, Math.min(start, end), Math.max(start, end))
    }
    start = null
  })
}

/** The horizontal place of a share within the lanes, right of their labels. */
function placeOf(chart, share) {
  const shown = (share - chart.left) / (chart.right - chart.left)
  return 'calc(var(--gutter) + (100% - var(--gutter)) * ' + shown + ')'
}

function moveCursor(chart, share) {
  for (const one of listTwins(chart)) {
    one.cursor.hidden = share === null
    if (share !== null) one.cursor.style.left = placeOf(one, share)
  }
  showText(chart, share === null ? '' : describeSlot(chart, chart.from + share * (chart.to - chart.from)))
}

function describeSlot(chart, t) {
  const time = (t < chart.origin ? '−' : chart.origin > 0 ? '+' : '') + formatClock(Math.abs(t - chart.origin), 1)
  const slot = tooltips?.slots[Math.floor((t - tooltips.from) / tooltips.bucketMs)]
  if (!slot) return time
  const counts = slot[0].split(' ').map((count, i) => [Number(count), tooltips.outcomes[i]])
  const parts = counts.filter(([count]) => count > 0).map(([count, outcome]) => count + ' ' + outcome)
  const latency =
    slot[1] === 0 ? [] : ['p50 ' + slot[1][0] + ' ms, p99 ' + slot[1][1] + ' ms, longest ' + slot[1][2] + ' ms']
  const generations = slot[2] === '' ? [] : ['by generation ' + slot[2].replaceAll(' ', ', ')]
  return [time, parts.join(', ') || 'no answer', ...latency, ...generations].join('  ·  ')
}

/** Milliseconds as text, as fine as needed to tell `step` from the next. */
function formatClock(ms, step) {
  if (ms < 1000) return Math.round(ms) + ' ms'
  if (ms < 60000) return (ms / 1000).toFixed(step < 10 ? 3 : step < 100 ? 2 : step < 1000 ? 1 : 0) + ' s'
  const minutes = Math.floor(ms / 60000)
  return minutes + ' min' + (ms % 60000 === 0 ? '' : ' ' + formatClock(ms % 60000, step))
}

function showStretch(chart, left, right) {
  for (const one of listTwins(chart)) {
    Object.assign(one, { left, right })
    for (const shapes of one.lanes.querySelectorAll('.shapes')) {
      const height = shapes.viewBox.baseVal.height
      shapes.setAttribute('viewBox', [left * UNITS, 0, (right - left) * UNITS, height].join(' '))
    }
    for (const spot of one.places) movePlaced(spot, left, right)
    labelAxis(one)
    one.cursor.hidden = true
    showText(one, '')
  }
}

function movePlaced({ element, x, width }, left, right) {
  if (x === null) return
  const scale = (share) => ((share - left) / (right - left)) * 100
  const [from, to] = [scale(x), scale(x + (width ?? 0))]
  const hidden = to < 0 || from > 100
  element.style.display = hidden ? 'none' : ''
  if (hidden) return
  if (width === null) {
    element.setAttribute('x', from + '%')
    return
  }
  element.setAttribute('x', Math.max(0, from) + '%')
  element.setAttribute('width', Math.min(100, to) - Math.max(0, from) + '%')
}

function labelAxis({ lanes, from, to, origin, left, right }) {
  const [a, b] = [from + left * (to - from), from + right * (to - from)]
  const step = CLOCK_STEPS.find((one) => (b - a) / one <= TICKS) ?? (b - a) / TICKS
  const ticks = []
  for (let i = Math.ceil((a - origin) / step); origin + i * step <= b - (b - a) * 0.04; i += 1) ticks.push(i)
  const axis = lanes.querySelector('.axis .plot')
  axis.replaceChildren(
    ...ticks.map((i) => {
      const text = document.createElementNS(axis.namespaceURI, 'text')
      const t = origin + i * step
      text.setAttribute('x', ((t - a) / (b - a)) * 100 + '%')
      text.setAttribute('dx', '3')
      text.setAttribute('y', '12')
      if (i % 3 !== 0) text.setAttribute('class', 'minor')
      text.textContent = i === 0 ? '0' : (i < 0 ? '−' : origin > 0 ? '+' : '') + formatClock(Math.abs(i * step), step)
      return text
    }),
  )
  const lines = ticks.map((i) => 'M' + ((origin + i * step - from) / (to - from)) * UNITS + ' 0V1')
  lanes.querySelector('.backdrop .tick').setAttribute('d', lines.join(''))
}
