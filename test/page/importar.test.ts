import { readFile, truncate } from 'node:fs/promises';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { type TestFolder, testFolder, textRow, workbookParts } from '../imports/files.ts';
import { openAt, openPageBench, type PageBench, violations } from './support.ts';

/** As a Brazilian system exports it: semicolons, decimal commas, points for thousands, Windows-1252. */
const BOOK = [
  'Nº Pedido;Cód. Produto;Descrição;Saldo;Preço;Expedição;Cliente',
  'PX1;A-1;Açúcar;1.250,5;3,10;10/03/2026;Padaria São João',
  'PX2;A-1;Açúcar;2,25;3,10;11/03/2026;Café & Cia',
].join('\r\n');
const UNKNOWN = 'documento interno;mercadoria;quanto\nPX9;A-9;10,5\nPX8;A-8;3,5\n';
const BAD = [
  'num_pedido;cod_produto;qtd_saldo_produto_pedido;expedicao',
  'PB1;B-1;10,5;10/03/2026',
  'PB2;B-1;abc;10/03/2026',
  'PB3;B-1;4,5;31/02/2026',
  'PB4;;7,5;12/03/2026',
].join('\n');

describe.skipIf(CHROMIUM === null)('importing', { timeout: 90_000 }, () => {
  let bench: PageBench;
  let folder: TestFolder;
  let count = 0;

  beforeAll(async () => {
    folder = await testFolder();
    bench = await openPageBench({ IMPORTACAO_MAX_MB: '2' });
  });
  beforeEach(async () => {
    await bench.database.pool.query(
      `TRUNCATE carteira_principal, movimentacao_estoque, pre_separacao_item, ruptura.importacao, ruptura.gravacao,
       ruptura.mapa_lembrado, ruptura.entrou, ruptura.antes_carteira_principal, ruptura.antes_pre_separacao_item
       RESTART IDENTITY`,
    );
  });
  afterAll(async () => {
    await bench?.close();
    await folder?.remove();
  });

  const write = (text: string, name = `carteira_principal ${++count}.csv`) =>
    folder.write(name, Buffer.from(text, 'latin1'));
  const choose = async (page: Page, ...paths: string[]): Promise<void> => {
    await page.locator('input[type=file]').setInputFiles(paths);
  };
  /** Drops a file on the page, as a person does from a folder. */
  const drop = async (page: Page, name: string, text: string): Promise<void> => {
    const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
      return data;
    })()`);
    await page.dispatchEvent('.drop', 'dragover', { dataTransfer: transfer });
    await page.locator('.drop-over').waitFor();
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
  };
  /** The check has ended, whatever it found. */
  const checked = (page: Page, says?: RegExp) =>
    page.locator('#gravar-porque', says === undefined ? {} : { hasText: says }).waitFor();
  const READY = /^Tudo conferido/;
  const store = (page: Page) => page.getByRole('button', { name: /^(Gravar|Substituir e gravar)/ });
  const orders = async (): Promise<unknown[]> =>
    (
      await bench.database.pool.query(
        'SELECT num_pedido, qtd_saldo_produto_pedido::text AS saldo, cliente FROM carteira_principal ORDER BY 1',
      )
    ).rows;
  const cellsOf = async (page: Page, heading: string): Promise<string[]> =>
    await page
      .locator('.columns-table tr', { has: page.getByRole('rowheader', { name: heading, exact: true }) })
      .locator('td')
      .allTextContents();

  it('shows what was understood of a file, stores it, knows the file again, and leads to the order book', async () => {
    const { page, context, console: said } = await openAt(bench, '/importar');
    const path = await write(BOOK, 'pedidos abertos.csv');
    await choose(page, path);
    await checked(page, READY);
    const facts = await page.locator('.file-facts').textContent();
    for (const fact of ['CSV', 'WINDOWS-1252', ';', '2']) expect(facts).toContain(fact);
    await expect
      .poll(() => page.locator('.table-choice').textContent())
      .toContain('reconhecida pelo cabeçalho');
    const saldo = await cellsOf(page, 'Saldo');
    expect([saldo[0], saldo[2], saldo[3]]).toEqual(['1.250,5 · 2,25', 'sinônimo', 'decimal com vírgula']);
    await expect
      .poll(() => page.getByLabel('Coluna que Saldo preenche').inputValue())
      .toBe('qtd_saldo_produto_pedido');
    await page.getByText('Primeiras linhas', { exact: true }).click();
    await expect
      .poll(() => page.locator('.sample-table tbody tr').first().textContent())
      .toContain('Padaria São João');
    await expect.poll(() => orders()).toEqual([]);
    await store(page).click();
    await page.getByRole('heading', { name: '2 linhas gravadas' }).waitFor();
    await expect
      .poll(() => orders())
      .toEqual([
        { num_pedido: 'PX1', saldo: '1250.500', cliente: 'Padaria São João' },
        { num_pedido: 'PX2', saldo: '2.250', cliente: 'Café & Cia' },
      ]);
    // The same file once more, in place of what it brought.
    await page.getByRole('button', { name: 'Importar outros arquivos' }).click();
    await choose(page, path);
    await checked(page, /^Confirme acima/);
    await expect
      .poll(() => page.locator('.banner', { hasText: 'já foi importado' }).textContent())
      .toContain('pedidos abertos.csv');
    await expect.poll(() => store(page).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Importar de novo mesmo assim' }).click();
    await checked(page, READY);
    await page.getByText('Substituir', { exact: true }).click();
    await page.getByText('Apaga e troca todo o conteúdo de: Carteira de pedidos.').waitFor();
    await checked(page, READY);
    await store(page).click();
    await page.getByRole('heading', { name: '2 linhas gravadas' }).waitFor();
    await expect.poll(() => orders()).toHaveLength(2);
    await page.getByRole('link', { name: 'Abrir a carteira' }).click();
    await page.locator('.table-body').getByText('PX1', { exact: true }).waitFor();
    expect(said).toEqual([]);
    await context.close();
  });

  it('takes workbooks and several files at once, goes on without those that cannot be read, and sums up', async () => {
    const rows = [
      textRow(1, 'cod_produto', 'data_movimentacao', 'qtd_movimentacao'),
      textRow(2, 'A-1', '01/03/2026', '100'),
      textRow(3, 'A-2', '01/03/2026', '50,5'),
    ];
    const book = await folder.workbook(
      'movimentacao_estoque.xlsx',
      workbookParts([{ name: 'Março', data: rows.join('') }]),
    );
    const { page, context } = await openAt(bench, '/importar');
    const unreadable = [
      await folder.write('pedido.pdf.csv', '%PDF-1.7\n1 0 obj\n'),
      await folder.write('vazio.csv', ''),
    ];
    await choose(page, book, await write(BOOK), ...unreadable);
    await checked(page, /^Resolva os arquivos marcados/);
    for (const [name, text] of [
      ['pedido.pdf.csv', 'é PDF, que não é lido aqui'],
      ['vazio.csv', 'está vazio: falta até o cabeçalho'],
    ] as const) {
      await page.locator('.file-item', { hasText: name }).click();
      await page.locator('.file-pane .banner', { hasText: text }).waitFor();
    }
    await page.getByRole('button', { name: 'Deixar de fora os marcados' }).click();
    await checked(page, READY);
    await expect.poll(() => page.locator('.file-item').count()).toBe(4);
    await page.locator('.file-item', { hasText: 'Março' }).click();
    await expect.poll(() => page.locator('.file-facts').textContent()).toContain('XLSX');
    await store(page).click();
    await page.getByRole('heading', { name: '4 linhas gravadas' }).waitFor();
    const total = await page.locator('.result-table tfoot td').allInnerTexts();
    expect(total).toEqual(['', '4', '4', '0', '0', '0']);
    await expect.poll(() => page.locator('.result-skipped li').count()).toBe(2);
    const stock = await bench.database.pool.query(
      "SELECT estoque::text FROM estoque_atual WHERE cod_produto = 'A-2'",
    );
    expect(stock.rows).toEqual([{ estoque: '50.500' }]);
    await context.close();
  });

  it('lets a person say what a file is, and checks again without a second upload', async () => {
    const { page, context } = await openAt(bench, '/importar');
    const uploads: string[] = [];
    const isUpload = (request: Request): boolean =>
      request.method() === 'POST' && new URL(request.url()).pathname === '/api/importacao';
    page.on('request', (request) => {
      if (isUpload(request)) uploads.push(request.url());
    });
    await choose(page, await folder.write('exportação do sistema.csv', UNKNOWN));
    await checked(page, /^Resolva os arquivos marcados/);
    await page.getByText('De que tabela são estas linhas?').waitFor();
    await expect.poll(() => store(page).isDisabled()).toBe(true);
    await page.getByLabel('Tabela', { exact: true }).selectOption('carteira_principal');
    const missing = page.locator('.banner', { hasText: 'Faltam as colunas obrigatórias' });
    await missing.waitFor();
    await expect
      .poll(() => missing.locator('.chip').allInnerTexts())
      .toEqual(['Número do pedido', 'Código do produto', 'Saldo em aberto']);
    await page.getByLabel('Coluna que documento interno preenche').selectOption('num_pedido');
    await page.getByLabel('Coluna que mercadoria preenche').selectOption('cod_produto');
    await page.getByLabel('Coluna que quanto preenche').selectOption('qtd_saldo_produto_pedido');
    await checked(page, READY);
    await expect.poll(() => page.locator('.columns-table').getByText('escolhida por você').count()).toBe(3);
    expect(uploads).toHaveLength(1);
    // Looking at another page cuts nothing.
    await page.getByRole('link', { name: 'Administração' }).click();
    await page.getByRole('heading', { name: 'Administração' }).waitFor();
    await page.locator('.navigation-link', { hasText: 'Importar' }).click();
    await checked(page, READY);
    // The address holds the import: another window shows the same.
    await page.reload();
    await checked(page, READY);
    const quantity = page.getByLabel('Coluna que quanto preenche');
    await expect.poll(() => quantity.inputValue()).toBe('qtd_saldo_produto_pedido');
    await store(page).click();
    await page.getByRole('heading', { name: '2 linhas gravadas' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '2 linhas gravadas' }).waitFor();
    await expect
      .poll(() => orders())
      .toMatchObject([{ num_pedido: 'PX8' }, { num_pedido: 'PX9', saldo: '10.500' }]);
    await context.close();
  });

  it('takes a file that is dropped, names every bad row of it, and leaves them out when told to', async () => {
    const { page, context } = await openAt(bench, '/importar');
    await page.locator('.drop').waitFor();
    await drop(page, 'pedidos com erro.csv', BAD);
    await checked(page, /^Deixe de fora as linhas com erro/);
    await expect.poll(() => store(page).isDisabled()).toBe(true);
    await page.getByRole('heading', { name: '3 erros em linhas' }).waitFor();
    await expect.poll(() => page.locator('.errors-list .table-body .table-row').count()).toBe(3);
    const cells = (row: number) =>
      page.locator('.errors-list .table-body .table-row').nth(row).locator('[role=gridcell]').allInnerTexts();
    await expect.poll(() => cells(0)).toEqual(['3', 'qtd_saldo_produto_pedido', 'abc', 'não é um número']);
    await expect
      .poll(() => cells(1))
      .toEqual(['4', 'expedicao', '31/02/2026', 'essa data não existe no calendário']);
    await expect
      .poll(() => cells(2))
      .toEqual(['5', 'cod_produto', '(em branco)', 'valor obrigatório em branco']);
    await page.getByRole('button', { name: 'Exportar' }).click();
    const list = page.waitForEvent('download');
    await page.getByRole('link', { name: /brasileiro/ }).click();
    expect(await readFile(await (await list).path(), 'utf8')).toContain('31/02/2026');
    await page.keyboard.press('Escape');
    await page.getByText('Deixar de fora as linhas com erro').click();
    await checked(page, READY);
    await store(page).click();
    await page.getByRole('heading', { name: '1 linha gravada' }).waitFor();
    await expect.poll(() => orders()).toMatchObject([{ num_pedido: 'PB1', saldo: '10.500' }]);
    const rejects = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Baixar as linhas que ficaram de fora' }).click();
    const left = await readFile(await (await rejects).path(), 'utf8');
    for (const order of ['PB2', 'PB3', 'PB4']) expect(left).toContain(order);
    expect(left).not.toContain('PB1');
    await context.close();
  });

  it('proposes how a part of the book goes in, asks twice before much of it is lost, and takes it back', async () => {
    await bench.database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido)
       SELECT 'PX' || n, 'A-1', 10 FROM generate_series(1, 40) AS n;
       INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario) VALUES ('PX9', 'A-1', 1)`,
    );
    const { page, context } = await openAt(bench, '/importar');
    await choose(page, await write(BOOK));
    await checked(page, READY);
    await page.getByText('2 destes 2 pedidos já estão na carteira.').waitFor();
    await expect
      .poll(() => page.getByRole('radio', { name: 'Atualizar estes pedidos' }).isChecked())
      .toBe(true);
    await page.getByRole('button', { name: 'Atualizar e gravar 2 linhas' }).waitFor();
    await page.getByText('Substituir', { exact: true }).click();
    await checked(page, READY);
    const row = page.locator('.difference-table tr', { hasText: 'linhas' });
    await expect
      .poll(() => row.locator('td').allInnerTexts())
      .toEqual(['40', '2', '0', ' 38 (−95,00%)', '2']);
    await page.getByText('1 pré-separação fica sem pedido').first().waitFor();
    await store(page).click();
    const question = page.getByRole('dialog', { name: 'Isto tira 38 das 40 linhas' });
    await question.waitFor();
    expect(await violations(page)).toEqual([]);
    // The focus is on the button that does no harm.
    await page.keyboard.press('Enter');
    await expect.poll(() => question.count()).toBe(0);
    await expect.poll(() => orders()).toHaveLength(40);
    await store(page).click();
    await question.getByRole('button', { name: 'Sim, tirar 38 linhas' }).click();
    await page.getByRole('heading', { name: '2 linhas gravadas' }).waitFor();
    await expect.poll(() => orders()).toHaveLength(2);
    await page.getByRole('button', { name: 'Importar outros arquivos' }).click();
    await page.getByRole('button', { name: /^Desfazer a importação 1: carteira_principal/ }).click();
    const undo = page.getByRole('dialog', { name: 'Desfazer a importação 1?' });
    await expect
      .poll(() => undo.locator('tbody tr').first().locator('td').allInnerTexts())
      .toEqual(['40', '2']);
    expect(await violations(page)).toEqual([]);
    await undo.getByRole('button', { name: 'Desfazer' }).click();
    await page.getByText(/^desfeita em /).waitFor();
    await expect.poll(() => orders()).toHaveLength(40);
    await context.close();
  });

  it('asks for the price, remembers the columns for the next file, and gives files to fill in', async () => {
    const { page, context } = await openAt(bench, '/importar');
    const template = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Modelo de Entradas programadas em CSV' }).click();
    expect(await readFile(await (await template).path(), 'utf8')).toContain('Data da entrada *');
    const FOREIGN = 'interno;Nr Pedido;Cód. Prod.;Saldo a Faturar;tabela\n';
    await choose(page, await folder.write('vendas 01.csv', `${FOREIGN}x;PV1;A-1;5;2,50\n`));
    await checked(page, READY);
    await page.getByLabel('Qual coluna é o preço?').selectOption('tabela');
    await expect.poll(() => page.getByText('Qual coluna é o preço?').count()).toBe(0);
    await checked(page, READY);
    await store(page).click();
    await page.getByRole('heading', { name: '1 linha gravada' }).waitFor();
    await page.getByRole('button', { name: 'Importar outros arquivos' }).click();
    await choose(page, await folder.write('vendas 02.csv', `${FOREIGN}x;PV2;A-1;5;3,50\n`));
    await page.getByText(/As colunas são lidas como foram indicadas em/).waitFor();
    await checked(page, READY);
    expect((await cellsOf(page, 'tabela'))[2]).toBe('lembrada');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Esquecer' }).click();
    await page.getByLabel('Qual coluna é o preço?').waitFor();
    await context.close();
  });

  it('shows hostile texts as texts', async () => {
    const hostile = '<img src=x onerror="window.hit=1">';
    const text = `num_pedido;cod_produto;qtd_saldo_produto_pedido;${hostile}\n${hostile};A;1;z\nP;${hostile};${hostile};z\n`;
    const { page, context, console: said } = await openAt(bench, '/importar');
    await choose(page, await folder.write('carteira_principal <b>x.csv', text));
    await checked(page);
    await page.locator('.errors-list').getByText(hostile).first().waitFor();
    await page.locator('.file-item').first().click();
    await page.getByText('Primeiras linhas', { exact: true }).click();
    await page.locator('.sample-table td', { hasText: hostile }).first().waitFor();
    await expect.poll(() => page.locator('.importar img, .importar b').count()).toBe(0);
    await expect.poll(() => page.evaluate('window.hit')).toBeUndefined();
    expect(said).toEqual([]);
    await context.close();
  });

  it('shows how far the upload is, forgets all when it is given up, and says what is too large', async () => {
    const path = await folder.write('lenta.csv', Buffer.alloc(1_500_000, `${BOOK}\n`));
    const large = await folder.write('grande.csv', 'x');
    await truncate(large, 3 * 1024 ** 2);
    const { page, context } = await openAt(bench, '/importar');
    await choose(page, large);
    const refused = page.locator('.banner', { hasText: '1 arquivo não foi recebido' });
    await refused.waitFor();
    const words = await refused.textContent();
    for (const part of ['grande.csv', 'passa do limite de 2097152 bytes']) expect(words).toContain(part);
    const session = await context.newCDPSession(page);
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 200_000,
    });
    await choose(page, path);
    await expect.poll(() => refused.count()).toBe(0);
    const bar = page.getByRole('progressbar', { name: 'Envio dos arquivos' });
    await bar.waitFor();
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Cancelar importação' }).click();
    await page.getByRole('heading', { name: 'Solte os arquivos aqui' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await context.close();
  });

  it('says what to do when the server is restarted in between, and sends the same files again', async () => {
    const { page, context } = await openAt(bench, '/importar');
    await choose(page, await write(BOOK));
    await checked(page, READY);
    const url = page.url();
    await bench.restart();
    await page.getByText('Esta importação não está mais no servidor').waitFor({ timeout: 20_000 });
    await page.getByText(/Nada dela foi gravado/).waitFor();
    await page.getByRole('button', { name: 'Enviar os mesmos arquivos de novo' }).click();
    await checked(page, READY);
    expect(page.url()).not.toBe(url);
    // Another window has no files at hand, and asks for them.
    const other = await openAt(bench, new URL(url).pathname + new URL(url).search);
    await other.page.getByRole('button', { name: 'Escolher arquivos de novo' }).waitFor();
    await other.context.close();
    await context.close();
  });

  it('needs no mouse', async () => {
    const { page, context } = await openAt(bench, '/importar');
    const chooser = page.waitForEvent('filechooser');
    await page.locator('.accepted li').first().waitFor();
    await page.getByRole('button', { name: 'Escolher arquivos' }).focus();
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(await write(BAD));
    await checked(page, /^Deixe de fora as linhas com erro/);
    const tabTo = async (name: string): Promise<void> => {
      for (let tries = 0; tries < 60; tries++) {
        await page.keyboard.press('Tab');
        // The body holds the text of everything, and has the focus where nothing else does.
        const focused = (await page.evaluate(`(({ activeElement: at, body }) =>
          at === body ? '' : at.labels?.[0]?.textContent || at.getAttribute('aria-label') || at.textContent)(document)`)) as string;
        if (focused.includes(name)) return;
      }
      throw new Error(`no way to ${name} by the keyboard`);
    };
    await page.locator('h1').click();
    await tabTo('Deixar de fora as linhas com erro');
    await page.keyboard.press('Space');
    await checked(page, READY);
    await tabTo('Gravar 1 linha');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 linha gravada' }).waitFor();
    await context.close();
  });

  it('breaks no rule of accessibility in any step', async () => {
    const { page, context } = await openAt(bench, '/importar');
    await page.locator('.accepted li').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await choose(page, await write(BAD), await folder.write('a ver.csv', UNKNOWN));
    await checked(page);
    expect(await violations(page)).toEqual([]);
    await page.locator('.file-pane select').first().selectOption('carteira_principal');
    await page.locator('.banner .chip').first().waitFor();
    await checked(page);
    expect(await violations(page)).toEqual([]);
    await page.locator('.file-tools button').last().click();
    await page.locator('.file-list-errors button').click();
    await page.locator('.errors-list .table-body .table-row').first().waitFor();
    await checked(page);
    expect(await violations(page)).toEqual([]);
    await page.locator('.store-choices input[type=checkbox]').check();
    await expect.poll(() => page.locator('.store-end .button-primary').isEnabled()).toBe(true);
    await page.locator('.store-end .button-primary').click();
    await page.locator('.result').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});
