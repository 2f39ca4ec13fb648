/**
 * Colours and type. Red says that something was lost, and nothing else is red. The generations differ from their neighbours in
 * lightness as well as in hue, for those who cannot tell hues apart.
 */
export const TOKENS = `
:root{
--ground:#f5f6f8;--paper:#fff;--ink:#171b21;--muted:#565f6b;--line:#dde1e6;--rule:#e9ecef;--code:#eef0f3;
--bad:#b3142a;--bad-soft:#fcebed;--good:#0a6847;--good-soft:#e6f3ed;--warn:#855600;--warn-soft:#fbf1dc;
--ok:#8fa3ba;--window:#e9edf3;--link:#1f5bb5;
--g0:#2f62a8;--g1:#86bdea;--g2:#0e7f74;--g3:#dca728;--gx:#a3abb5;
--sans:Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
}
@media (prefers-color-scheme:dark){:root{
--ground:#0f1114;--paper:#171a1f;--ink:#e7eaee;--muted:#9aa5b1;--line:#2b3138;--rule:#22272d;--code:#22272e;
--bad:#ff7b82;--bad-soft:#35181c;--good:#5ccb9f;--good-soft:#11281f;--warn:#e8b54d;--warn-soft:#2c2210;
--ok:#66788d;--window:#20262e;--link:#82b4ff;
--g0:#4f88d1;--g1:#b3d9f7;--g2:#2a9d90;--g3:#e9c364;--gx:#77818c;
}}
@media print{:root{
--ground:#fff;--paper:#fff;--ink:#000;--muted:#444;--line:#ccc;--rule:#e4e4e4;--code:#f2f2f2;
--bad:#a30f24;--bad-soft:#fcebed;--good:#0a6847;--good-soft:#e6f3ed;--warn:#7a4f00;--warn-soft:#fbf1dc;
--ok:#8fa3ba;--window:#e9edf3;--link:#000;
--g0:#2f62a8;--g1:#86bdea;--g2:#0e7f74;--g3:#dca728;--gx:#a3abb5;
}}
`
