/** Narrow screens and paper. */
export const MEDIA = `
@media (max-width:820px){
.evidence{grid-template-columns:minmax(0,1fr)}
.guarantees{grid-template-columns:repeat(2,minmax(0,1fr))}
}
@media (max-width:620px){
body{font-size:14.5px}
.wrap{padding:0 14px}
.answer{gap:14px}.icon{width:44px;height:44px}
h1{font-size:25px}.lead{font-size:15.5px}
.guarantees{grid-template-columns:minmax(0,1fr)}
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}
.chart{padding:12px 10px}.restart{padding:0 12px}
.lanes{--gutter:0px}
.lane{grid-template-columns:minmax(0,1fr)}
.label small{display:inline;margin-left:6px}
.minor{display:none}
}
@media print{
@page{margin:14mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:11.5px}
.wrap{max-width:none;padding:0}
.verdict{padding:14px 16px}
h2{break-after:avoid}
.chart,.guarantees li,.finding,.restart,tr,.figures{break-inside:avoid}
.data:not([open]){display:none}
.scroll{overflow:visible}.data .scroll{max-height:none}
.reading{display:none}
table{font-size:10.5px}th,td{padding:3px 6px;overflow-wrap:anywhere;min-width:0}td bdi{min-width:0}.n,thead th{white-space:normal}.data table{font-size:8px}.data th,.data td{padding:2px 3px}
pre,pre code{white-space:pre-wrap;font-size:10.5px}
a{text-decoration:none}
}
`
