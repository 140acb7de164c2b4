export const STYLE = `
:root{color-scheme:light;font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1d2733;background:#f4f6f8}
body{margin:0}main{max-width:1200px;margin:0 auto;padding:16px}main.narrow{max-width:560px}
h1{font-size:24px;margin:8px 0}h2{font-size:18px;margin:24px 0 8px}.soft{color:#4a5665}
form{display:flex;gap:8px;flex-wrap:wrap;margin:8px 0}input,select,button{font:inherit;padding:8px 12px;border:1px solid #8a97a6;border-radius:6px;background:#fff}
input[name=q]{flex:1;min-width:200px}button{background:#0b5cad;color:#fff;border-color:#0b5cad;cursor:pointer;margin:2px 0}
table{width:100%;border-collapse:collapse;background:#fff}th,td{text-align:left;vertical-align:top;padding:8px;border-bottom:1px solid #dbe1e8}
td:nth-child(1),td:nth-child(3),td:nth-child(5){white-space:nowrap}tr.failed td:last-child{color:#b3261e}tr.delivered td:last-child{color:#0a6b3b}
.counts{list-style:none;padding:0;display:flex;gap:12px;flex-wrap:wrap}.counts li{background:#fff;padding:8px 12px;border-radius:6px}
.person{display:block;background:#fff;border:1px solid #8a97a6;border-radius:10px;padding:14px 18px;margin:10px 0;color:inherit;text-decoration:none}
.person:hover,.person:focus{border-color:#0b5cad;box-shadow:0 0 0 2px #0b5cad}.person b{font-size:20px;display:block}.person span{display:block}.person small{color:#4a5665;word-break:break-all}
`

/** Refreshes the middle of the board every 2 s and sends the buttons' requests. */
export const CLIENT = `
const refresh = async () => {
  const text = await (await fetch(location.href)).text()
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('live')
  if (fresh) document.getElementById('live').replaceWith(fresh)
}
const ask = async (method, path, body) => {
  const answer = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body })
  if (!answer.ok) alert((await answer.json()).message)
  await refresh()
}
setInterval(() => { if (!document.hidden) refresh().catch(() => {}) }, 2000)
document.addEventListener('click', (event) => {
  const { method, path, body } = event.target.dataset
  if (method) ask(method, path, body)
})
document.getElementById('fault').addEventListener('submit', (event) => {
  event.preventDefault()
  const form = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ''))
  for (const name of ['ms', 'times']) if (form[name]) form[name] = Number(form[name])
  ask('POST', '/__sandbox/faults', JSON.stringify(form))
})
`
