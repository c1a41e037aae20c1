"""How the HTML page looks: one style sheet, in the colours that the reader's screen asks for."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f5f6f8; --ink: #1b1f24; --quiet: #59636e; --edge: #d5dae0;
  --failed: #b3261e; --errored: #7a1fa2; --unstable: #a3177a; --warned: #8a5a00; --known: #3451b2;
  --observed: #0b6285; --passed: #1a6e31; --skipped: #59636e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --raised: #1d2127; --ink: #e6e9ed; --quiet: #9aa4af; --edge: #363d46;
    --failed: #ff8a80; --errored: #d7a1f0; --unstable: #f49ad6; --warned: #f0bd5c; --known: #a8b8ff;
    --observed: #7cc7ea; --passed: #7bd092; --skipped: #9aa4af;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 68rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--edge); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; font-weight: 600; margin: 0 0 .5rem; }
a { color: inherit; }
code { font: .88em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
dl { margin: .5rem 0; }
dl > div { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem 1rem; padding: .15rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; white-space: pre-wrap; }
q { color: var(--quiet); font-style: italic; }
.quiet { color: var(--quiet); margin: .3rem 0; }
.note { padding: .5rem .75rem; border-left: 3px solid var(--warned); background: var(--raised); }
.badge {
  display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem;
  font-size: .8rem; font-weight: 600; white-space: nowrap;
}
.badge.failed, .badge.errored { border-width: 2px; }
.failed { --tone: var(--failed); } .errored { --tone: var(--errored); }
.unstable { --tone: var(--unstable); } .warned { --tone: var(--warned); }
.known { --tone: var(--known); } .observed { --tone: var(--observed); } .passed { --tone: var(--passed); }
.skipped { --tone: var(--skipped); }
.badge { color: var(--tone); }
.law {
  margin: .75rem 0; padding: .75rem 1rem; background: var(--raised);
  border: 1px solid var(--edge); border-left: 4px solid var(--tone); border-radius: .3rem;
}
.finding + .finding { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--edge); }
.finding p { margin: .2rem 0; }
ul.observed, nav ul { padding-left: 1.2rem; }
details { margin: 1rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .3rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td {
  padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--edge);
}
@media (max-width: 40rem) {
  dl > div { grid-template-columns: 1fr; gap: 0; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tr { padding: .4rem 0; border-top: 1px solid var(--edge); }
  td { border: 0; padding: .1rem 0; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --raised: #fff; --ink: #000; --quiet: #444; --edge: #bbb; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .law, .finding, tr { break-inside: avoid; }
  details:not([open])::details-content { content-visibility: visible; display: block; }
}
"""
