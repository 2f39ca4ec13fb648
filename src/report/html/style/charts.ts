/** Charts: lanes beside their labels, and what is drawn in them. */
export const CHARTS = `
.chart{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:16px 18px 12px;margin:12px 0}
figcaption p{font-size:13px;color:var(--muted);max-width:95ch;margin:2px 0 10px}
.lanes{position:relative;--gutter:196px}
.backdrop{position:absolute;left:var(--gutter);width:calc(100% - var(--gutter));height:100%}
.window{fill:var(--window)}
.tick{stroke:var(--rule);stroke-width:1;fill:none}
.shapes path,.shapes rect{vector-effect:non-scaling-stroke}
.lane{display:grid;grid-template-columns:var(--gutter) minmax(0,1fr);position:relative;padding:3px 0}
.label{font-size:12.5px;line-height:1.25;color:var(--muted);padding:1px 12px 0 0;overflow:hidden}
.label b{color:var(--ink);font-weight:600}
.label small{display:block;font-size:11.5px;line-height:1.25}
.plot{display:block;width:100%;overflow:visible}
.plot>.shapes{width:100%;overflow:hidden}
.plot text{font:11.5px var(--sans);fill:var(--muted);font-variant-numeric:tabular-nums}
.glance .lanes{--gutter:0px}.glance figcaption{font-size:13.5px;margin-top:6px}
.glance .plot{position:relative}.glance .area{opacity:.55}
.ticks text{font-size:11px}
.plot .end{paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.area{fill:var(--ok)}
.rule{stroke:var(--rule);fill:none}
.plot .scale{text-anchor:end;font-size:10.5px;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.failures .plot{border-bottom:1px solid var(--rule)}
.bars{fill:var(--bad);stroke:var(--bad);stroke-width:1.5}
.uncounted .bars,.ends .bars{fill:var(--muted);stroke:var(--muted)}
.failures .label b{color:var(--bad)}.uncounted .label b{color:var(--ink)}
path.p50{fill:none;stroke:var(--ink);stroke-width:1.6}
path.p99{fill:none;stroke:var(--g0);stroke-width:1;opacity:.9}
path.max{fill:var(--ok);opacity:.28}
.g0{--c:var(--g0)}.g1{--c:var(--g1)}.g2{--c:var(--g2)}.g3{--c:var(--g3)}.gx{--c:var(--gx)}
.share{fill:var(--c)}
.plot .name{font-weight:700;font-size:12px;fill:var(--paper);paint-order:stroke;stroke:var(--ink);stroke-width:2.5px;stroke-opacity:.55}
.phase rect{fill:var(--code)}.phase.restart rect{fill:var(--ok);fill-opacity:.45}
.plot .phase text{fill:var(--ink)}
.phase{overflow:hidden}
.steps use,.sign{fill:var(--ink)}
.sign.failed,.sign.cut,.sign.killed{fill:none;stroke:var(--bad);stroke-width:2}
.sign.stalled{fill:var(--paper);stroke:var(--bad);stroke-width:2}
.sign.gone,.sign.kept{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
.sign.graceful,.sign.exited{fill:var(--ink);stroke:var(--ink);stroke-width:1.2}
.process .label{white-space:nowrap;text-overflow:ellipsis}
.process,.socket,.gaps{padding:1px 0}
.life{stroke:var(--c);stroke-width:3;fill:none}
.hold{stroke:var(--c);stroke-width:11;fill:none}
.socket path.socket{stroke:var(--muted);stroke-width:9;fill:none}
.gap{fill:var(--bad);stroke:var(--bad);stroke-width:1.5}
.plot text.gap{stroke:none;fill:var(--bad);font-weight:650}
.line{stroke:var(--c);stroke-width:6;fill:none}
.dense .line{stroke-width:3}
.wait{stroke:var(--bad);stroke-width:1;opacity:.38;fill:none}
.dot{stroke:var(--bad);stroke-width:4;stroke-linecap:round;fill:none}
.saved .wait{stroke:var(--muted)}.saved .dot{stroke:var(--muted)}
.attempts .plot{border-bottom:1px solid var(--rule)}
.attempts .label b{color:var(--bad)}.saved .label b{color:var(--ink)}
.flag .pole{stroke:var(--muted);stroke-width:1}
.flag rect{fill:var(--muted);rx:3px}
.flag.takeover rect{fill:var(--good)}.flag.failed rect{fill:var(--bad)}
.plot .flag text{fill:var(--paper);text-anchor:middle;font-weight:650;font-size:11px}
.key{font-style:normal;white-space:nowrap}
.key::before{content:"";display:inline-block;width:12px;height:10px;margin-right:4px;vertical-align:-1px}
.key.p50::before{height:0;border-top:2px solid var(--ink);vertical-align:3px}
.key.p99::before{height:0;border-top:1.5px solid var(--g0);vertical-align:3px}
.key.max::before{background:var(--ok);opacity:.4}
.key.step::before{width:3px;background:var(--ink)}
.steps .label{line-height:13px;font-size:11.5px;padding-top:0}.steps .key{display:block}
.key.takeover::before{width:0;height:0;border:5px solid transparent;border-top:0;border-bottom:9px solid var(--ink)}
.key.gone::before,.key.kept::before{width:9px;height:9px;border-radius:50%;border:1.5px solid var(--ink)}
.key.graceful::before{width:2px;background:var(--ink)}
.key.stalled::before{width:9px;height:9px;border:2px solid var(--bad)}
.key.cut::before{content:"✕";width:auto;color:var(--bad);font-weight:700;font-size:12px}
.gauge .track{fill:var(--rule)}
.gauge .proven{fill:var(--tone);opacity:.35}
.gauge .bound{fill:var(--tone)}.gauge .seen{fill:var(--tone);stroke:var(--paper);stroke-width:2}
.gauge rect.wanted{fill:var(--ink)}.gauge text{font:12px var(--sans);fill:var(--muted)}
.gauge text.wanted{fill:var(--ink);font-weight:600}
.gauge svg{overflow:visible;display:block}
.gauge figcaption{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13.5px;margin-top:10px}
.gauge .key::before{width:10px;height:10px;border-radius:50%;background:var(--tone)}
.gauge .key.bound::before{width:2px;border-radius:0}
.plot,.backdrop{touch-action:pan-y}
.cursor{position:absolute;top:0;bottom:16px;width:1px;background:var(--ink);opacity:.5;pointer-events:none}
.selection{position:absolute;top:0;bottom:16px;background:var(--link);opacity:.16;pointer-events:none}
.reading{min-height:1.5em;font-size:12.5px;color:var(--muted)}
.reading button{font:inherit;color:var(--link);background:none;border:1px solid var(--line);border-radius:6px;padding:1px 8px;cursor:pointer}
`
