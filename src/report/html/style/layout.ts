/** The page: type, head, sections, tables. */
export const LAYOUT = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.wrap{max-width:1180px;margin:0 auto;padding:0 24px}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
h2{font-size:20px;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:44px 0 14px}
h3{font-size:15px;font-weight:600;line-height:1.35}
a{color:var(--link)}
code{font:.86em var(--mono);background:var(--code);border-radius:4px;padding:.1em .35em}
small{font-size:12.5px;color:var(--muted)}
.bad{color:var(--bad)}.none{color:var(--muted)}
.note{color:var(--muted);margin:10px 0;max-width:85ch}
.defs{position:absolute}

.pass{--tone:var(--good);--soft:var(--good-soft)}
.fail{--tone:var(--bad);--soft:var(--bad-soft)}
.inconclusive{--tone:var(--warn);--soft:var(--warn-soft)}
.verdict{border-top:6px solid var(--tone);background:var(--soft);padding:16px 0 22px;border-bottom:1px solid var(--line)}
.run{display:flex;flex-wrap:wrap;gap:2px 16px;justify-content:space-between;color:var(--muted);font-size:13px}
.run b{color:var(--ink);font-weight:700;letter-spacing:.01em}
.answer{display:flex;gap:22px;align-items:flex-start;margin-top:20px}
.icon{flex:none;fill:var(--tone);stroke:var(--soft);stroke-width:5;stroke-linecap:round;stroke-linejoin:round}
.icon circle,.icon .plate{stroke:none}.icon path:not(.plate){fill:none}
h1{font-size:34px;line-height:1.15;font-weight:700;letter-spacing:-.022em}
h1 .word{color:var(--tone);margin-right:.12em}
.lead{font-size:17px;line-height:1.45;margin-top:7px;max-width:80ch}
.expected{color:var(--muted);margin-top:2px}
.evidence{display:grid;grid-template-columns:minmax(0,1.12fr) minmax(0,1fr);gap:14px;margin-top:18px}
.evidence>div{display:flex;flex-direction:column;gap:14px}
.of-what{flex:1}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 18px 15px}
.card h2{margin:0 0 8px;font-size:13px;color:var(--muted);font-weight:600;letter-spacing:.01em}
.why ul,.causes{list-style:none}
.why details{margin:2px 0 8px 19px}.why details ul{margin:4px 0 0 -19px}
.why li{padding-left:19px;position:relative;margin-bottom:6px}
.why li::before{content:"";position:absolute;left:1px;top:.48em;width:9px;height:9px;background:var(--tone);border-radius:2px}
.why p{margin-top:8px;color:var(--muted)}
.why code{color:var(--muted);white-space:nowrap}
.tested{display:grid;grid-template-columns:auto minmax(0,1fr);gap:3px 14px;font-size:14px}
.tested dt{color:var(--muted)}
.about{color:var(--muted);font-size:13.5px;margin-top:8px}
.figures{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.figures>div{background:var(--paper);padding:11px 16px 12px}
.figures dt{font-size:13px;color:var(--muted)}
.figures b{display:block;font-size:21px;font-weight:650;letter-spacing:-.015em;line-height:1.3}
.figures small{display:block;line-height:1.35}
.figures .bad{color:inherit}.figures .bad b{color:var(--bad)}.figures .doubtful b{color:var(--warn)}

.guarantees{list-style:none;display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:12px}
.guarantees li{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 16px 14px;font-size:13.5px}
.guarantees h3{display:flex;gap:9px;font-size:14.5px}
.mark{flex:none;width:20px;height:20px;border-radius:50%;display:grid;place-items:center;font-size:13px;font-weight:700;color:var(--paper);background:var(--tone)}
.held{--tone:var(--good)}.broken{--tone:var(--bad)}.doubtful{--tone:var(--warn)}
.broken .mark{border-radius:5px}.guarantees .broken{border-color:var(--bad)}
.state{margin:5px 0 4px}.state b{color:var(--tone);font-weight:600}
.places{padding-left:26px;max-width:100ch}.places li{margin-bottom:8px}
.required{color:var(--muted);border:1px solid var(--line);border-radius:20px;padding:0 8px;font-size:12px}
.guarantees p:last-child{color:var(--muted)}

.causes{margin:0 0 12px;font-weight:600}
.causes li{margin-bottom:4px}
.why .causes li::before{content:"→";top:0;left:0;width:auto;height:auto;background:none;color:var(--tone);font-weight:700}
.causes a{color:inherit;text-decoration-color:var(--tone);text-underline-offset:3px}
.finding{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:10px;padding:16px 20px;margin-bottom:12px}
.finding h3{font-size:17px;margin-bottom:6px}
.finding p{max-width:85ch}
.finding dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:6px 16px;margin-top:10px;max-width:90ch}
.finding dt{color:var(--muted)}
.finding h3 code{font-size:12px;font-weight:400;color:var(--muted);margin-left:4px}
.finding .remedy{background:var(--good-soft);border-left:3px solid var(--good);border-radius:0 6px 6px 0;padding:6px 12px}
.where{white-space:nowrap}

.scroll{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:10px;margin:10px 0}
.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--link);outline-offset:1px}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{padding:6px 12px;text-align:left;vertical-align:top;border-top:1px solid var(--rule);min-width:3.5em}
thead th{border-top:0;color:var(--muted);font-weight:500;white-space:nowrap;background:var(--code);position:sticky;top:0}
tbody th{font-weight:550}
.n{text-align:right;white-space:nowrap}
td:not(.n),tbody th:not(.n){max-width:44ch}
th,td{overflow-wrap:break-word}bdi{overflow-wrap:anywhere}td bdi{display:inline-block;min-width:20ch}
td strong{font-weight:650}
details>summary{cursor:pointer;color:var(--link);padding:4px 0;width:fit-content;max-width:100%}
.data{margin-top:8px}.data .scroll{max-height:70vh;overflow-y:auto}
.ends,.plain{padding-left:20px;max-width:100ch}.ends{color:var(--bad)}.plain{font-size:13.5px}
.strain{font-size:13.5px;margin-top:8px;padding-left:10px;border-left:3px solid var(--warn)}
#environment h3{margin:18px 0 6px}
.environment{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:10px 20px}
.environment dt{font-size:12.5px;color:var(--muted)}
.scenario{margin-top:18px}
pre{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 18px;overflow-x:auto;font-size:13px;line-height:1.45;margin:8px 0}
pre code{background:none;padding:0;font-size:13px;overflow-wrap:normal}
main>.wrap>section:last-of-type{padding-bottom:56px}

.restart{background:var(--paper);border:1px solid var(--line);border-radius:10px;margin:12px 0;padding:0 18px}
.restart>summary{color:inherit;padding:13px 0;width:auto;list-style-position:outside;margin-left:14px}
.restart>summary span{color:var(--muted);margin-left:8px}
.restart.lossy>summary span{color:var(--bad)}
.restart.doubtful>summary span::after{content:" · not proven";color:var(--warn)}
.restart .chart{border:0;padding:0;margin:8px 0 0}
.facts{list-style:none;display:flex;flex-wrap:wrap;gap:2px 22px;font-size:13.5px;color:var(--muted)}
.moments{padding:4px 0 16px 26px;font-size:13.5px}
.moments time{display:inline-block;min-width:5.2em;color:var(--muted)}
.moments .failed{color:var(--bad)}
`
