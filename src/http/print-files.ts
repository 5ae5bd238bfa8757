/** Style and script of printed pages: served as files, since their policy lets nothing stand inline. */

/** Where they are. */
export const PRINT_FILES = '/imprimir';

/** A4; the bar of the screen is not printed, headings are repeated on every page, no row is cut. */
export const PRINT_STYLE = `
:root { color-scheme: light; font: 8.5pt/1.3 system-ui, "Segoe UI", Roboto, Arial, sans-serif; color: #111; background: #fff; }
body { margin: 0 auto; padding: 4mm; max-width: 290mm; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 0 12px; margin-bottom: 12px; border-bottom: 1px solid #888; font-size: 14px; }
.bar h1 { flex-basis: 100%; margin: 0; font-size: 18px; }
.bar button { font: inherit; font-weight: 600; padding: 8px 16px; border: 1px solid #0b4fa8; border-radius: 6px; background: #0b4fa8; color: #fff; cursor: pointer; }
.bar a { color: #0b4fa8; }
.bar :focus-visible { outline: 3px solid #f0a000; outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 0.7mm 1.2mm; text-align: left; vertical-align: top; border-bottom: 0.2mm solid #bbb; overflow-wrap: break-word; }
th { border-bottom: 0.4mm solid #111; font-size: 7.5pt; }
.about td { border: 0; padding: 0 0 2mm; }
.about strong { display: block; font-size: 13pt; }
.about span { display: block; color: #333; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.date, .whole { white-space: nowrap; }
.dense { font-size: 6pt; }
.dense th, .dense td { padding: 0.4mm 0.6mm; font-size: inherit; }
.sums td { font-weight: 700; border-top: 0.4mm solid #111; border-bottom: 0; }
.sheet + .sheet { break-before: page; }
.sheet { margin-bottom: 12mm; }
.box { width: 6mm; }
.box i { display: inline-block; width: 4mm; height: 4mm; border: 0.3mm solid #111; }
.code { font-weight: 600; white-space: nowrap; }
.order td { font-weight: 600; background: #eee; print-color-adjust: exact; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(42mm, 1fr)); gap: 1.5mm 6mm; margin: 3mm 0 2mm; font-size: 9pt; }
.facts dt { font-size: 8pt; color: #444; }
.facts dd { margin: 0; font-weight: 600; }
.message { font-size: 14px; max-width: 60ch; }
@page { margin: 10mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #444; } }
@media print {
  body { padding: 0; max-width: none; }
  .bar { display: none; }
  .sheet { margin: 0; }
}
`;

/** How the paper lies, by the name of a style file of its own: it is a property of pages, which no element has. */
export const PRINT_PAPERS = {
  retrato: '@page { size: A4 portrait; }',
  paisagem: '@page { size: A4 landscape; }',
} as const;
export type PrintPaper = keyof typeof PRINT_PAPERS;

/** The page was opened to be printed; whoever closes the dialog of the browser has it again by the button. */
export const PRINT_SCRIPT = `
addEventListener('load', () => {
  document.querySelector('.bar button')?.addEventListener('click', () => print());
  if (document.body.dataset.print === '1') print();
});
`;
