"""The one style sheet of the pack's pages, for screen and for A4."""

from typing import Final

STYLE: Final = """
  body { font: 16px/1.5 "Segoe UI", Arial, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto;
         max-width: 64rem; padding: 1.5rem; overflow-wrap: anywhere; }
  h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .3rem; }
  h2 { font-size: 1.3rem; margin: 2.6rem 0 .4rem; padding-top: .6rem; border-top: 3px solid #12436d; }
  h3 { font-size: 1.08rem; margin: 1.6rem 0 .3rem; }
  p { margin: .45rem 0; } a { color: #1f5f99; } li { margin: .2rem 0; } ul, ol { padding-left: 1.4rem; }
  a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid #12436d; outline-offset: 2px; }
  .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem; }
  .scope { border-left: 6px solid #1f5f99; padding: .6rem 1rem; margin: 1rem 0; background: #f5f5f5; }
  .blank { border-left: 6px solid #9a6700; padding: .6rem 1rem; margin: .7rem 0; background: #fafafa; }
  .told { color: #404040; font-size: .93em; } .unverified { font-weight: 600; color: #7a2e0e; }
  .findings { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; padding: 0; }
  .findings li { list-style: none; margin: 0; border: 1px solid #d0d0d0; border-top: 5px solid #12436d;
                 padding: .6rem .8rem; }
  .findings .figure { display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
  nav.pack { font-size: .93rem; margin: 0 0 .8rem; }
  nav.pack ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: 0; padding: 0; }
  nav.contents ol { columns: 2; margin: .4rem 0; } nav.contents li { break-inside: avoid; }
  figure { margin: .8rem 0; } figure svg { display: block; width: 100%; height: auto; }
  figure svg text { font-family: "Segoe UI", Arial, sans-serif !important; }
  .scroll { overflow-x: auto; margin: .8rem 0; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
  caption { text-align: left; font-weight: 600; padding: .2rem 0; }
  th, td { text-align: left; vertical-align: top; padding: .28rem .6rem; border-bottom: 1px solid #d0d0d0;
           overflow-wrap: normal; }
  thead th { vertical-align: bottom; border-bottom: 2px solid #8a8a8a; } tbody th { font-weight: 600; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; } td.number { white-space: nowrap; }
  td.long { min-width: 13rem; overflow-wrap: anywhere; } tr:target { background: #fff3cd; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
  dt { font-weight: 600; } dd { margin: 0; } .open { color: #7a4a00; font-style: italic; }
  th.words { min-width: 14rem; font-weight: 400; } td.file { overflow-wrap: anywhere; min-width: 9rem; }
  th.scenario { min-width: 7.5rem; } th.year { white-space: nowrap; }
  .status { white-space: nowrap; font-weight: 600; }
  .on-track::before, .present::before { content: "\\25CF  "; color: #1a7f37; }
  .behind::before { content: "\\25B2  "; color: #b42318; } .missing::before { content: "\\25CB  "; color: #b42318; }
  .unknown::before { content: "?  "; color: #7a4a00; } .no-target::before { content: "\\2013  "; color: #57606a; }
  .weak::before, .mixed::before { content: "\\25D0  "; color: #7a4a00; }
  .light { white-space: nowrap; } .light svg { height: .8em; width: .8em; margin-right: .3em; }
  footer { margin-top: 3rem; border-top: 1px solid #d0d0d0; padding-top: .6rem; font-size: .9rem; color: #404040; }
  @page { size: A4; margin: 15mm; } @page sheet { size: A4; margin: 11mm 15mm; }
  @page wide { size: A4 landscape; margin: 12mm; }
  @media (max-width: 40rem) { nav.contents ol { columns: 1; } body { padding: .8rem; } }
  @media print {
    body { max-width: none; padding: 0; font-size: 10pt; } .skip, nav { display: none; }
    h1 { font-size: 18pt; } h2 { font-size: 14pt; margin-top: 1.2rem; } h3 { font-size: 11pt; }
    h2, h3, caption, thead { break-after: avoid; } figure, tr, .findings li, .scope, .blank { break-inside: avoid; }
    dl { break-inside: avoid; } table { font-size: 8pt; } th, td { padding: .1rem .3rem; }
    td.long, th.words, td.file { min-width: 0; } .wide { page: wide; }
    td.number { white-space: normal; }
    .scroll { overflow: visible; } .scope, .blank { background: none; } a { color: inherit; text-decoration: none; }
    section.page { break-before: page; }
    .sheet { page: sheet; font-size: 8pt; line-height: 1.2; } .sheet h1 { font-size: 14pt; }
    .sheet table { font-size: 7.5pt; line-height: 1.15; }
    .sheet h2 { font-size: 10.5pt; margin: .4rem 0 .1rem; padding-top: .15rem; border-top-width: 1px; }
    .sheet .scroll { margin: .15rem 0; } .sheet p { margin: .15rem 0; } .sheet th, .sheet td { padding: .04rem .3rem; }
    .sheet footer { margin-top: .3rem; padding-top: .1rem; font-size: 7pt; } .sheet ol { margin: .2rem 0; }
  }
"""
"""Every colour of text reads at 4.5 to 1 or better on white."""
