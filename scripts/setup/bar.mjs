const WIDTH = 24

/**
 * Progress that moves by things done, never by time: a bar on a terminal, one line per 5 % elsewhere, nothing at all for work that is
 * over within a second.
 * `total` may be given later through `at(done, total)`.
 */
export function startBar(label, total = 0, out = process.stdout) {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  let done = 0
  let all = total
  let shown = 0
  let drawn = false

  const draw = () => {
    if (seconds() < 1 || all <= 0) return
    const percent = Math.min(100, Math.floor((done / all) * 100))
    if (out.isTTY) {
      const filled = Math.round((percent / 100) * WIDTH)
      out.write(`\r\x1b[2K${label} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${all} ${percent}%`)
      drawn = true
    } else if (percent >= shown + 5) {
      shown = percent - (percent % 5)
      out.write(`${label} ${percent}%（${done}/${all}）\n`)
    }
  }

  return {
    at(nowDone, nowAll = all) {
      done = nowDone
      all = nowAll
      draw()
    },
    step(count = 1) {
      done += count
      draw()
    },
    /** Ends the bar with one line that stays. */
    end(note = '完成') {
      if (drawn) out.write('\r\x1b[2K')
      out.write(`${label}：${note}（${seconds().toFixed(1)} 秒）\n`)
    },
  }
}
