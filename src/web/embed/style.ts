/**
 * Layout of what the script adds. Colours follow Bootstrap's variables where the page has them; its outlined buttons
 * are too pale to be read on white or striped ground. A row is as large before its answer as with it.
 */
const LAYOUT = `
.ruptura-pedido{display:inline-block;min-width:232px;vertical-align:top}
.ruptura-pedido .btn-ruptura-worker{width:100%;white-space:nowrap}
.ruptura-resultado{display:block;margin-top:2px;min-height:18px;font-size:12px;line-height:18px;opacity:.85}
.ruptura-cor[class*=btn-outline]:not(:hover,:active,:focus-visible){color:var(--ruptura-tinta)}
.ruptura-cor{transition:none;--ruptura-tinta:var(--bs-secondary-text-emphasis,#4a5561)}
.ruptura-cor.btn-outline-success{--ruptura-tinta:var(--bs-success-text-emphasis,#0f5132)}
.ruptura-cor.btn-outline-warning{--ruptura-tinta:var(--bs-warning-text-emphasis,#664d03)}
.ruptura-cor.btn-outline-danger{--ruptura-tinta:var(--bs-danger-text-emphasis,#9b1f2c)}
@media(max-width:600px){.ruptura-pedido{width:148px;min-width:0}
.ruptura-pedido .btn-ruptura-worker{min-height:calc(2lh + 12px);padding:3px 4px;white-space:normal}}
#ruptura-progresso,#ruptura-workers{position:fixed;right:16px;z-index:2147483000;box-sizing:border-box;
background:var(--bs-body-bg,#fff);color:var(--bs-body-color,#1f2933);border:1px solid var(--bs-border-color,#c8d0d9);
border-radius:8px;box-shadow:0 6px 24px #0003;font:14px/1.4 system-ui,sans-serif}
#ruptura-progresso{bottom:16px;width:380px;max-width:calc(100vw - 32px);padding:12px 16px}
#ruptura-progresso strong{display:block;margin-bottom:8px}
#ruptura-progresso p{margin:8px 0 0;font-variant-numeric:tabular-nums}
#ruptura-workers{top:16px;padding:4px 12px;font-weight:600}
.ruptura-trilho{height:8px;border-radius:4px;overflow:hidden;background:var(--bs-secondary-bg,#e3e8ee)}
.ruptura-trilho>div{height:100%;width:0;background:var(--bs-primary,#0d5bd7);transition:width .2s}
.ruptura-dialogo{box-sizing:border-box;width:min(1200px,calc(100vw - 24px));max-width:none;
max-height:calc(100vh - 24px);margin:auto;padding:0;border:1px solid var(--bs-border-color,#c8d0d9);border-radius:10px;
background:var(--bs-body-bg,#fff);color:var(--bs-body-color,#1f2933);font:14px/1.45 system-ui,sans-serif}
.ruptura-dialogo::backdrop{background:#0f172080}
.ruptura-dialogo>header{position:sticky;top:0;left:0;z-index:1;display:flex;align-items:center;
justify-content:space-between;gap:12px;padding:12px 16px;background:inherit;
border-bottom:1px solid var(--bs-border-color,#c8d0d9)}
.ruptura-dialogo h2{margin:0;font-size:18px;font-weight:700;overflow-wrap:anywhere}
.ruptura-dialogo h3{margin:16px 0 6px;font-size:15px;font-weight:700}
.ruptura-dialogo>section{padding:4px 16px 16px}
.ruptura-dialogo dl{display:flex;flex-wrap:wrap;gap:8px 28px;margin:12px 0 0}
.ruptura-dialogo dt{font-size:12px;font-weight:400;opacity:.75}
.ruptura-dialogo dd{margin:0;font-weight:600}
.ruptura-dialogo p{margin:4px 0}
.ruptura-dialogo .ruptura-aviso{margin:10px 0 0;font-size:13px;opacity:.85}
.ruptura-aviso.ruptura-falha{opacity:1;font-weight:600}
.ruptura-rolagem{overflow-x:auto}
.ruptura-dialogo table{width:100%;border-collapse:collapse;font-size:13px}
.ruptura-dialogo th,.ruptura-dialogo td{padding:5px 8px;text-align:left;vertical-align:top;
border-bottom:1px solid var(--bs-border-color,#dde3ea)}
.ruptura-dialogo th{font-size:12px;vertical-align:bottom}
.ruptura-dialogo .ruptura-numero{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.ruptura-dialogo td small{display:block;font-weight:400;opacity:.8}
.ruptura-dialogo td{box-sizing:border-box;min-width:80px}
.ruptura-dialogo td:first-child,.ruptura-dialogo td:nth-last-child(2){min-width:170px;overflow-wrap:anywhere}
@media(max-width:600px){.ruptura-dialogo thead,.ruptura-dialogo td:empty{display:none}
.ruptura-dialogo tr,.ruptura-dialogo td{display:block;padding:2px 0;border:0}
.ruptura-dialogo tr{padding:8px 0;border-bottom:1px solid var(--bs-border-color,#dde3ea)}
.ruptura-dialogo td.ruptura-numero{display:inline-block;min-width:0;margin-right:16px}
.ruptura-dialogo td:first-child{font-weight:600}
.ruptura-dialogo td+td:before{content:attr(data-nome)": ";opacity:.75}}
@media(prefers-reduced-motion:reduce){.ruptura-trilho>div{transition:none}}`;

/** Colours for pages without Bootstrap: text on its ground has a contrast of at least 4.5. */
const OWN_COLOURS = `
.ruptura-cor{box-sizing:border-box;padding:3px 9px;border:1px solid #5b6673;border-radius:5px;background:#fff;
color:var(--ruptura-tinta);font:600 13px/1.4 system-ui,sans-serif;cursor:pointer}
.ruptura-cor:hover:enabled{filter:brightness(.92)}
.ruptura-cor:disabled{cursor:progress;opacity:.75}
.ruptura-cor:focus-visible{outline:3px solid #0d5bd7;outline-offset:2px}
.ruptura-cor.btn-success{background:#146c43;border-color:#146c43;color:#fff}
.ruptura-cor.btn-danger{background:#b02a37;border-color:#b02a37;color:#fff}
.ruptura-cor.btn-warning{background:#ffc107;border-color:#d9a406;color:#332701}
.ruptura-cor.btn-primary{background:#0d5bd7;border-color:#0d5bd7;color:#fff}
.ruptura-cor.btn-secondary{background:#5b6673;color:#fff}
.ruptura-cor.btn-outline-success{border-color:#146c43}
.ruptura-cor.btn-outline-warning{border-color:#b88600}
.ruptura-cor.btn-outline-danger{border-color:#b02a37}`;

/**
 * Adds the script's rules to the page, with colours where it has no Bootstrap; returns the undo. Sheets made by
 * script are allowed by every Content-Security-Policy, an element with text is not.
 */
export function addStyle(): () => void {
  const layout = sheetOf(LAYOUT);
  const colours = sheetOf(OWN_COLOURS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, layout, colours];
  const decide = (): void => {
    colours.disabled = true;
    colours.disabled = hasBootstrap();
  };
  decide();
  // A style sheet of the page may arrive after the script.
  window.addEventListener('load', decide);
  return () => {
    window.removeEventListener('load', decide);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(
      (sheet) => sheet !== layout && sheet !== colours,
    );
  };
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/** Bootstrap, from its version 4 on, makes the two buttons differ. */
function hasBootstrap(): boolean {
  const plain = document.createElement('button');
  const green = document.createElement('button');
  green.className = 'btn btn-outline-success';
  document.body.append(plain, green);
  const differs = getComputedStyle(plain).color !== getComputedStyle(green).color;
  plain.remove();
  green.remove();
  return differs;
}
