/** The script in pages that live: managers of their own, rows that come, tabs, failures, changes, hostile texts. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addLine, move } from '../http/support.ts';
import { CHROMIUM, openPage, type WatchedPage, watchedPage } from './browser.ts';
import { type FrontServer, holding, startFrontServer } from './front-server.ts';
import { BUTTONS, CLIENT, count, type EmbedBench, openEmbedBench, pageOf, rowOf } from './support.ts';

const STREAM = 'info: [ruptura] resultados por stream';
const HOSTILE = [
  `<img src=x onerror="document.title='pwned'">`,
  `"><script>document.title='pwned'</script>`,
  'barra/inversa\\ e espaço',
  `aspas'"\`\${1}`,
  '../../../etc/passwd',
  '100%25',
  'vírgula,ponto;e#cerquilha?',
  '\u202eRTL\u202c',
  '😀'.repeat(20),
];

describe.skipIf(CHROMIUM === null)('the embedded script in a page that lives (in Chromium)', () => {
  let bench: EmbedBench;
  let elsewhere: FrontServer;
  let opened: WatchedPage[] = [];

  beforeAll(async () => {
    bench = await openEmbedBench();
    elsewhere = await startFrontServer(bench.server.url);
  });
  afterEach(async () => {
    for (const { context } of opened) await context.close();
    opened = [];
    bench.front.clear();
  });
  afterAll(async () => {
    await elsewhere.close();
    await bench.close();
  });

  /** Opens a page at an address of its own. */
  async function open(html: string): Promise<WatchedPage> {
    const path = `/pagina-${randomUUID()}`;
    bench.front.pages.set(path, html);
    const watched = await openPage(bench.browser, `${bench.front.url}${path}`);
    opened.push(watched);
    return watched;
  }

  /** The same, with a clock that can be put forward. */
  async function openByClock(html: string): Promise<WatchedPage> {
    const watched = await open('');
    await watched.page.clock.install();
    const path = `/pagina-${randomUUID()}`;
    bench.front.pages.set(path, html);
    await watched.page.goto(`${bench.front.url}${path}`);
    return watched;
  }

  /** A new order on a product of its own, with that much in stock. */
  async function newOrder(stock: string, quantity: string, order: string = randomUUID()): Promise<string> {
    const product = `X-${randomUUID()}`;
    if (stock !== '0') await move(bench.database.pool, product, stock);
    const line = { order, product, quantity, date: '2026-03-04', name: `<b>${order}</b>` };
    await addLine(bench.database.pool, line);
    return order;
  }

  const shown = async ({ page }: WatchedPage): Promise<Record<string, string>> =>
    await page.evaluate(BUTTONS);

  async function shows(watched: WatchedPage, texts: Record<string, string>): Promise<void> {
    await expect.poll(() => shown(watched), { timeout: 15_000 }).toEqual(texts);
  }

  it('polls when the stream is refused', async () => {
    const order = await newOrder('10', '5');
    bench.front.refuse = (path) => path.includes('/stream/');
    const watched = await openByClock(pageOf([order], CLIENT));
    const shownLater = async (): Promise<Record<string, string>> => {
      await watched.page.clock.fastForward(2_000);
      return await shown(watched);
    };
    await expect.poll(shownLater, { interval: 200 }).toEqual({ [order]: 'Estoque OK' });
    expect(count(bench.front, 'buscar-resultados')).toBeGreaterThan(0);
    expect(watched.console.filter((line) => line.startsWith('info'))).toEqual([
      'info: [ruptura] stream recusado ou mudo: resultados por consulta a cada 2 s',
    ]);
    await expect.poll(() => count(bench.front, 'limpar-cache')).toBe(1);
  });

  it('polls when something on the way keeps the stream back', async () => {
    const order = await newOrder('10', '5');
    bench.front.obstruct = holding('/stream/');
    const watched = await openByClock(pageOf([order], CLIENT));
    await expect.poll(() => count(bench.front, 'stream/')).toBe(1);
    expect(count(bench.front, 'buscar-resultados')).toBe(0);
    // After so long without a word it asks how far the run is, and again until there is something to miss.
    const later = async (): Promise<number> => {
      await watched.page.clock.fastForward(10_000);
      return count(bench.front, 'buscar-resultados');
    };
    await expect.poll(later, { interval: 200 }).toBeGreaterThan(0);
    await shows(watched, { [order]: 'Estoque OK' });
    expect(count(bench.front, 'stream/')).toBe(1);
    expect(count(bench.front, 'worker/status')).toBeGreaterThan(0);
  });

  it('asks one by one when there are no workers, and says so', async () => {
    const some = await Promise.all([newOrder('10', '5'), newOrder('0', '5')]);
    bench.front.refuse = (path) => path.includes('/processar');
    const watched = await open(pageOf(some, CLIENT));
    await shows(watched, { [some[0]!]: 'Estoque OK', [some[1]!]: 'Disp. 0% | Total Não Disp.' });
    expect(count(bench.front, /worker\/resultado/)).toBe(2);
    expect(watched.console.filter((line) => line.startsWith('info'))).toEqual([
      'info: [ruptura] workers indisponíveis: pedidos analisados um a um',
    ]);
  });

  it('offers to try again when nothing answers, and answers when it does', async () => {
    const order = await newOrder('10', '5');
    bench.front.refuse = (path) => path.includes('/api/');
    const watched = await open(pageOf([order], CLIENT));
    await shows(watched, { [order]: 'Erro, tentar de novo' });
    bench.front.refuse = () => false;
    await watched.page.locator('.btn-ruptura-worker').click();
    await shows(watched, { [order]: 'Estoque OK' });
    expect(watched.console.join()).not.toContain('exception');
  });

  it('picks up rows that come later, change or go', async () => {
    const [first, second, third] = [
      await newOrder('10', '5'),
      await newOrder('0', '5'),
      await newOrder('10', '5'),
    ];
    const watched = await open(pageOf([first], CLIENT));
    await shows(watched, { [first]: 'Estoque OK' });
    await watched.page.evaluate(
      `document.querySelector('#tabela-carteira tbody').insertAdjacentHTML('beforeend', ${JSON.stringify(rowOf(second))})`,
    );
    await shows(watched, { [first]: 'Estoque OK', [second]: 'Disp. 0% | Total Não Disp.' });
    await watched.page.evaluate(
      `document.querySelector('tr.pedido-row').setAttribute('data-pedido', ${JSON.stringify(third)})`,
    );
    await shows(watched, { [third]: 'Estoque OK', [second]: 'Disp. 0% | Total Não Disp.' });
    await watched.page.evaluate(`document.querySelectorAll('tr.pedido-row')[1].remove()`);
    await shows(watched, { [third]: 'Estoque OK' });
    expect(watched.console).toEqual([STREAM]);
  });

  it('follows the live book after the run', async () => {
    const product = `X-${randomUUID()}`;
    const order = `L-${randomUUID()}`;
    await addLine(bench.database.pool, { order, product, quantity: '5', date: '2026-03-04' });
    const watched = await open(pageOf([order], CLIENT));
    await shows(watched, { [order]: 'Disp. 0% | Total Não Disp.' });
    await expect.poll(() => count(bench.front, 'ao-vivo')).toBe(1);
    await move(bench.database.pool, product, '5');
    await shows(watched, { [order]: 'Estoque OK' });
    await bench.database.pool.query('UPDATE carteira_principal SET ativo = false WHERE num_pedido = $1', [
      order,
    ]);
    await shows(watched, { [order]: 'Erro, tentar de novo' });
    expect(count(bench.front, 'POST /api/ruptura/worker/processar')).toBe(1);
  });

  it('keeps tabs apart, each with a run of its own', async () => {
    const [one, two] = [await newOrder('10', '5'), await newOrder('0', '5')];
    const first = await open(pageOf([one], CLIENT));
    const second = await watchedPage(first.context);
    bench.front.pages.set('/outra-aba', pageOf([two], CLIENT));
    await second.page.goto(`${bench.front.url}/outra-aba`);
    await shows(first, { [one]: 'Estoque OK' });
    await shows(second, { [two]: 'Disp. 0% | Total Não Disp.' });
    await expect.poll(() => count(bench.front, 'limpar-cache')).toBe(2);
    expect(new Set(bench.front.asked.filter((path) => path.includes('/stream/'))).size).toBe(2);
    expect([...first.console, ...second.console]).toEqual([STREAM, STREAM]);
  });

  it('shows hostile texts of every field as texts', async () => {
    for (const [index, text] of HOSTILE.entries()) {
      // The product is the next text; an order of the one after that holds its stock.
      const product = HOSTILE[(index + 1) % HOSTILE.length]!;
      const holder = HOSTILE[(index + 2) % HOSTILE.length]!;
      await move(bench.database.pool, product, '5');
      await addLine(bench.database.pool, {
        order: text,
        product,
        quantity: '7',
        date: '2026-03-04',
        name: `<b>${text}</b>`,
      });
      await bench.database.pool.query(
        `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao)
         VALUES ($1, $2, $3, 5, '2026-03-03')`,
        [`<u>${index}</u>`, holder, product],
      );
    }
    const watched = await open(pageOf([...HOSTILE, 'não existe'], CLIENT));
    const expected = Object.fromEntries(HOSTILE.map((order) => [order, 'Disp. 0% | Total Não Disp.']));
    await shows(watched, { ...expected, 'não existe': 'Erro, tentar de novo' });
    for (const [index, order] of HOSTILE.entries()) {
      await watched.page.locator('.btn-ruptura-worker').nth(index).click();
      const dialog = watched.page.locator('dialog.ruptura-dialogo');
      await expect.poll(() => dialog.locator('h2').textContent()).toBe(`Pedido ${order}`);
      const said = await dialog.textContent();
      expect(said).toContain(`<b>${order}</b>`);
      expect(said).toContain(HOSTILE[(index + 1) % HOSTILE.length]!);
      expect(said).toContain(`${HOSTILE[(index + 2) % HOSTILE.length]} (`);
      await watched.page.keyboard.press('Escape');
      await expect.poll(() => dialog.count()).toBe(0);
    }
    await expect.poll(() => watched.page.title()).toBe('Pedidos');
    await expect.poll(() => watched.page.locator('.ruptura-dialogo b, td img, tbody script').count()).toBe(0);
    expect(watched.console).toEqual([STREAM]);
  });

  it('works in a page of other names, told by the attributes of its tag', async () => {
    const order = await newOrder('10', '5');
    const html = `<!doctype html><title>Pedidos</title><link rel="icon" href="data:,">
      <div class="lista"><article data-pedido="${order}"><p class="situacao"><a class="ver">Analisar</a></p></article>
      <article data-pedido="${order}x"><p class="situacao"></p></article></div>
      <script>window.calls = 0; window.rupturaManager = { comecar() { window.calls++; } };</script>
      <script src="/static/carteira/js/ruptura-worker-client.js" data-tabela=".lista" data-linha="article"
        data-celula=".situacao" data-botao="a.ver" data-inicio="comecar"></script>
      <script>window.rupturaManager.comecar();</script>`;
    const { page, console: said } = await open(html);
    await expect.poll(() => page.locator('a.ver').textContent()).toBe('Estoque OK');
    await expect.poll(() => page.locator('.btn-ruptura-worker').textContent()).toBe('Erro, tentar de novo');
    await expect.poll(() => page.evaluate('window.calls')).toBe(0);
    expect(said).toEqual([STREAM]);
  });

  it.each([
    ['a frozen manager', 'window.rupturaManager = Object.freeze({ iniciarAnaliseAutomatica() {} });'],
    ['a manager that is a getter', 'Object.defineProperty(window, "rupturaManager", { get: () => ({}) });'],
    ['a manager declared by var', 'var rupturaManager = { iniciarAnaliseAutomatica() {} };'],
    ['globals of the same names', 'window.rupturaClient = 1; window.RUPTURA_USE_WORKERS = undefined;'],
  ])('never throws into a page with %s', async (_name, code) => {
    const order = await newOrder('10', '5');
    const watched = await open(pageOf([order], CLIENT, `<script>${code}</script>`));
    await shows(watched, { [order]: 'Estoque OK' });
    expect(watched.console).toEqual([STREAM]);
  });

  it('says what is wrong with the names on its tag, and touches nothing', async () => {
    const order = await newOrder('10', '5');
    const tag = (attribute: string): string => CLIENT.replace('src=', `${attribute} src=`);
    for (const [attribute, sentence] of [
      ['data-celula=".outra"', 'nenhuma célula .outra nas linhas'],
      ['data-linha="tr["', 'seletor inválido em data-linha: tr['],
    ] as const) {
      const watched = await open(pageOf([order], tag(attribute)));
      await expect.poll(() => watched.console.join()).toContain(sentence);
      await expect.poll(() => watched.page.locator('tbody').innerHTML()).toBe(rowOf(order));
      expect(watched.console.length).toBe(1);
    }
  });

  it('answers the others when one row has a code that no order can have', async () => {
    const order = await newOrder('10', '5');
    const bad = 'x'.repeat(5000);
    const watched = await open(pageOf([bad, order], CLIENT));
    await shows(watched, { [bad]: 'Erro, tentar de novo', [order]: 'Estoque OK' });
    expect(count(bench.front, /worker\/stream/)).toBe(1);
    expect(count(bench.front, /worker\/resultado/)).toBe(0);
  });

  it('analyses an order again when its details are opened, disabled meanwhile, its text back on failure', async () => {
    const order = await newOrder('10', '5');
    const watched = await open(pageOf([order], CLIENT));
    await shows(watched, { [order]: 'Estoque OK' });
    const button = watched.page.locator('.btn-ruptura-worker').first();
    bench.front.obstruct = holding('/resultado/');
    await button.click();
    await expect.poll(() => button.isDisabled()).toBe(true);
    await expect.poll(() => button.textContent()).toBe('Analisando…');
    bench.front.obstruct = () => null;
    await watched.page.reload();
    await shows(watched, { [order]: 'Estoque OK' });
    bench.front.refuse = (path) => path.includes('/resultado/');
    await button.focus();
    await watched.page.keyboard.press('Enter');
    const notice = watched.page.locator('.ruptura-aviso');
    await expect.poll(() => notice.textContent()).toMatch(/^Não consegui analisar de novo/);
    await watched.page.keyboard.press('Escape');
    await expect.poll(() => button.textContent()).toBe('Estoque OK');
    await expect.poll(() => button.isEnabled()).toBe(true);
    expect(
      await watched.page.evaluate('document.activeElement === document.querySelector(".btn-ruptura-worker")'),
    ).toBe(true);
    bench.front.refuse = () => false;
    const answer = `rupturaClient.analisarIndividual(${JSON.stringify(order)}).then((answer) => answer.pedido_ok)`;
    await expect.poll(() => watched.page.evaluate(answer)).toBe(true);
    await expect.poll(() => notice.textContent()).toMatch(/^Analisado às \d\d:\d\d:\d\d$/);
  });

  it('says in its details when an order leaves and why, and says it anew when that changes', async () => {
    const { pool } = bench.database;
    const order = randomUUID();
    await move(pool, `P-${order}`, '10');
    await addLine(pool, { order, product: `P-${order}`, quantity: '5', date: '2026-03-04' });
    const watched = await open(pageOf([order], CLIENT));
    await shows(watched, { [order]: 'Estoque OK' });
    await watched.page.locator('.btn-ruptura-worker').click();
    const sentence = watched.page.locator('.ruptura-dialogo p:not(.ruptura-aviso)');
    await expect
      .poll(() => sentence.allTextContents())
      .toEqual(['Sai tudo em 04/03: o estoque cobre todos os itens.']);
    await move(pool, `P-${order}`, '-7');
    await expect
      .poll(() => sentence.allTextContents())
      .toEqual([`Ainda sem data para sair tudo: faltam 2 de P-${order}; nenhuma entrada está programada.`]);
    expect(watched.console).toEqual([STREAM]);
  });

  it('takes over the start of an existing manager, keeps its buttons and click, and gives all back', async () => {
    const order = await newOrder('10', '5');
    const manager = `<script>
      window.calls = [];
      class RupturaManager {
        iniciarAnaliseAutomatica() { window.calls.push('auto'); }
      }
      window.rupturaManager = new RupturaManager();
      document.addEventListener('DOMContentLoaded', () => window.rupturaManager.iniciarAnaliseAutomatica());
      const cell = document.querySelector('.coluna-entrega-obs');
      cell.innerHTML = '<button class="btn btn-light btn-analisar-ruptura" title="antes"><i>🔍</i> Analisar</button>';
      cell.firstChild.firstChild.kept = true;
      cell.firstChild.addEventListener('click', () => window.calls.push('click'));
    </script>`;
    for (const scripts of [`${CLIENT}${manager}`, `${manager}${CLIENT}`]) {
      const { page, console: said } = await open(pageOf([order], scripts));
      const button = page.locator('.btn-analisar-ruptura');
      await expect.poll(() => button.textContent()).toBe('Estoque OK');
      await expect.poll(() => page.locator('.btn-ruptura-worker').count()).toBe(0);
      await expect
        .poll(() => button.getAttribute('class'))
        .toBe('btn btn-analisar-ruptura ruptura-cor btn-success');
      await button.click();
      await expect.poll(() => page.evaluate('window.calls')).toEqual(['click']);
      await expect.poll(() => page.locator('dialog').count()).toBe(0);
      await page.evaluate('rupturaClient.desligar()');
      await expect
        .poll(() => page.locator('.coluna-entrega-obs').innerHTML())
        .toBe('<button class="btn btn-light btn-analisar-ruptura" title="antes"><i>🔍</i> Analisar</button>');
      await expect
        .poll(() => page.evaluate(`document.querySelector('.btn-analisar-ruptura i').kept`))
        .toBe(true);
      await page.evaluate('window.rupturaManager.iniciarAnaliseAutomatica()');
      await expect.poll(() => page.evaluate('window.calls')).toEqual(['click', 'auto']);
      await expect.poll(() => page.evaluate('document.adoptedStyleSheets.length')).toBe(0);
      expect(said).toEqual([STREAM]);
    }
  });

  it('leaves nothing behind when it is switched off', async () => {
    const order = await newOrder('10', '5');
    const html = pageOf([order], CLIENT);
    const watched = await open(html);
    await shows(watched, { [order]: 'Estoque OK' });
    await watched.page.evaluate('window.RUPTURA_USE_WORKERS = false');
    await expect.poll(() => watched.page.locator('tbody').innerHTML()).toBe(rowOf(order));
    await expect
      .poll(() => watched.page.locator('#ruptura-progresso, #ruptura-workers, dialog').count())
      .toBe(0);
    await expect.poll(() => watched.page.evaluate(`'rupturaManager' in window`)).toBe(false);
    await watched.page.evaluate('window.RUPTURA_USE_WORKERS = true');
    await shows(watched, { [order]: 'Estoque OK' });
  });

  it('works from another origin that is listed, and from no other', async () => {
    const order = await newOrder('10', '5');
    const page = (script: string): string =>
      pageOf([order], `<script src="${script}/static/carteira/js/ruptura-worker-client.js"></script>`);
    const allowed = await openEmbedBench({ RUPTURA_ORIGENS: `https://a.example, ${elsewhere.url}/` });
    try {
      await move(allowed.database.pool, 'CORS', '9');
      await addLine(allowed.database.pool, { order, product: 'CORS', quantity: '5', date: '2026-03-04' });
      elsewhere.pages.set('/permitida', page(allowed.server.url));
      elsewhere.pages.set('/recusada', page(bench.server.url));
      const listed = await openPage(bench.browser, `${elsewhere.url}/permitida`);
      opened.push(listed);
      await shows(listed, { [order]: 'Estoque OK' });
      await expect.poll(() => listed.console).toEqual([STREAM]);
      await move(allowed.database.pool, 'CORS', '-9');
      await shows(listed, { [order]: 'Disp. 0% | Total Não Disp.' });
      const refused = await openPage(bench.browser, `${elsewhere.url}/recusada`);
      opened.push(refused);
      await shows(refused, { [order]: 'Erro, tentar de novo' });
    } finally {
      await allowed.close();
    }
  }, 60_000);

  it('is shown at /exemplo, under a strict policy', async () => {
    const watched = await openPage(bench.browser, `${bench.server.url}/exemplo`);
    opened.push(watched);
    await expect.poll(() => watched.page.locator('.btn-success, .btn-danger').count()).toBeGreaterThan(0);
    expect(watched.console).toEqual([STREAM]);
  });
});
