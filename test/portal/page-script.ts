/** The script of the portal's pages: what a click on an attachment does, and links that come late. */
export const PAGE_SCRIPT = `
(function () {
  'use strict';
  var po = document.body.dataset.order || '';

  window.portalSave = function (name, blob) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
  };

  async function follow(button) {
    var answer = await fetch('/tickets', { method: 'POST', body: new URLSearchParams({ key: button.dataset.key }) });
    var address = (await answer.json()).address;
    if (button.dataset.manner !== 'blob') { window.location.href = address; return; }
    var file = await fetch(address);
    window.portalSave(button.dataset.name, await file.blob());
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-key]') : null;
    if (button) { event.preventDefault(); follow(button); return; }
    var span = event.target.closest ? event.target.closest('[data-url]') : null;
    if (span) { event.preventDefault(); window.location.href = span.dataset.url; }
  });

  var late = document.querySelector('[data-late-ms]');
  if (late) {
    setTimeout(async function () {
      var answer = await fetch('/order_headers/' + po + '/comments.json');
      late.insertAdjacentHTML('beforeend', (await answer.json()).html);
      late.removeAttribute('aria-busy');
    }, Number(late.dataset.lateMs));
  }

  try {
    var left = localStorage.getItem('last_order');
    if (left && po && left !== po) navigator.sendBeacon('/user/traces', left);
    if (po) localStorage.setItem('last_order', po);
    if (po) document.cookie = 'last_order=' + po + '; path=/';
  } catch (error) { /* storage may be switched off */ }
})();
`;
