import { describe, expect, it } from 'vitest';
import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import type { ExaminedFile } from './file-maps.ts';
import { statusOf } from './file-status.ts';
import { shownOf } from './shown-file.ts';
import { blockedBy, factOf, storeText, withoutBlocking } from './store-rules.ts';

/** A file, or a sheet, that is understood. */
function file(numero: number, changes: Partial<ExaminedFile> = {}): ExaminedFile {
  return {
    numero,
    arquivo: `${numero}.csv`,
    folha: null,
    tabela: 'carteira_principal',
    titulos: [{ posicao: 0, titulo: 'a', coluna: 'num_pedido', como: 'NOME', sugestao: null }],
    faltando: [],
    ignorado: false,
    codigo: null,
    error: null,
    ...changes,
  } as ExaminedFile;
}

const UNREADABLE = { titulos: [], tabela: null, codigo: 'ARQUIVO_ILEGIVEL' };

/** An import that was checked: 10 rows read, some of them refused. */
function answer(changes: Partial<ImportAnswer> = {}, refused = 0): ImportAnswer {
  return {
    estado: 'CONFERIDA',
    completo: true,
    codigo: null,
    erros: refused,
    exame: [file(1)],
    mapa: [],
    modo: null,
    ignorar_invalidas: false,
    relatorio: {
      modo: 'acrescentar',
      diferencas: [],
      arquivos: [{ lidas: 10, rejeitadas: refused }],
      linhas_rejeitadas: refused,
    },
    ...changes,
  } as unknown as ImportAnswer;
}

describe('what stands in the way of storing', () => {
  it.each([
    ['nothing, where all is understood', answer(), null],
    ['bad rows', answer({}, 3), 'Deixe de fora as linhas com erro'],
    ['nothing, where bad rows are left out', answer({ ignorar_invalidas: true }, 3), null],
    ['that nothing is left of it', answer({ ignorar_invalidas: true }, 10), 'Não há linha para gravar'],
    [
      'nothing, where a question is left',
      answer({ estado: 'FALHOU', codigo: 'IMPORTACAO_PERDE_MUITO' }),
      null,
    ],
    ['a file of before', answer({ estado: 'FALHOU', codigo: 'IMPORTACAO_REPETIDA' }), 'Confirme acima'],
    ['a refusal for its rows', answer({ estado: 'FALHOU', codigo: 'IMPORTACAO_RECUSADA' }), 'Deixe de fora'],
    [
      'a file of no known table',
      answer({ estado: 'FALHOU', codigo: 'X', exame: [file(1, { tabela: null })] }),
      'Resolva os arquivos marcados',
    ],
    [
      'a file that cannot be read',
      answer({ estado: 'FALHOU', exame: [file(1, UNREADABLE)] }),
      'Resolva os arquivos',
    ],
  ])('%s', (_name, given, reason) => {
    const blocked = blockedBy(given, false);
    if (reason === null) expect(blocked).toBeNull();
    else expect(blocked).toContain(reason);
  });

  it('is the check itself, while it is under way', () => {
    expect(blockedBy(answer(), true)).not.toBeNull();
  });

  it('goes where every file in its way is left out, with what was said of the others kept', () => {
    const said = { numero: 1, tabela: 'carteira_principal' };
    const given = answer({
      exame: [
        file(1),
        file(2, { tabela: null }),
        file(3, UNREADABLE),
        file(4, { faltando: ['cod_produto'] }),
      ],
      mapa: [said, { numero: 4, tabela: 'pedido' }],
    });
    expect(withoutBlocking(given)).toEqual([
      said,
      { numero: 2, ignorar: true },
      { numero: 3, ignorar: true },
      { numero: 4, tabela: 'pedido', ignorar: true },
    ]);
  });
});

describe('the button that stores', () => {
  it.each([
    [answer(), 'Gravar 10 linhas'],
    [answer({}, 9), 'Gravar 1 linha'],
    [answer({ modo: 'substituir' }), 'Substituir e gravar 10 linhas'],
    [answer({ modo: 'atualizar' }), 'Atualizar e gravar 10 linhas'],
    [answer({ relatorio: null }), 'Gravar'],
  ])('%#: %s', (given, text) => {
    expect(storeText(given as ImportAnswer)).toBe(text);
  });
});

describe('a fact of the server', () => {
  it('is told without the option for programs that follows it', () => {
    expect(factOf('de novo.csv já foi importado (em 02/03). Use --de-novo.')).toBe(
      'de novo.csv já foi importado (em 02/03).',
    );
    expect(factOf('Sem parênteses.')).toBe('Sem parênteses.');
  });
});

describe('how a file stands', () => {
  const report = (rejeitadas: number): Parameters<typeof statusOf>[1] =>
    ({ lidas: 1200, rejeitadas }) as Parameters<typeof statusOf>[1];

  it.each([
    ['left out', file(1, { ignorado: true, ...UNREADABLE }), undefined, 'neutral', false],
    ['of before', file(1, { codigo: 'IMPORTACAO_REPETIDA' }), undefined, 'warning', true],
    ['of no known table', file(1, { tabela: null, codigo: 'X' }), undefined, 'warning', true],
    [
      'without a column it needs',
      file(1, { faltando: ['num_pedido'], codigo: 'X' }),
      undefined,
      'warning',
      true,
    ],
    ['not to be read', file(1, UNREADABLE), undefined, 'danger', true],
    ['understood', file(1), undefined, 'neutral', false],
    ['with bad rows', file(1), report(3), 'warning', false],
    ['in order', file(1), report(0), 'ok', false],
  ] as const)('%s', (_name, given, reported, tone, isBlocking) => {
    expect(statusOf(given, reported)).toMatchObject({ tone, isBlocking });
  });

  it('is told with its rows', () => {
    expect(statusOf(file(1), report(0)).text).toBe('1.200 linhas');
    expect(statusOf(file(1), report(1)).text).toContain('1');
  });
});

describe('what is shown of an import', () => {
  const bad = file(2, { tabela: null });

  it('is what the address asks for', () => {
    const given = answer({ exame: [file(1), bad, file(3, { folha: 'Março' })] }, 3);
    expect(shownOf(given, '1')).toBe(given.exame[0]);
    expect(shownOf(given, '3:Março')).toBe(given.exame[2]);
    expect(shownOf(given, 'erros')).toBe('erros');
  });

  it('is what needs a person most, where it asks for nothing that is there', () => {
    expect(shownOf(answer({ exame: [file(1), bad] }, 3), null)).toBe(bad);
    expect(shownOf(answer({ exame: [file(1), bad] }), 'erros')).toBe(bad);
    expect(shownOf(answer({}, 3), null)).toBe('erros');
    const ignoring = answer({ ignorar_invalidas: true }, 3);
    expect(shownOf(ignoring, null)).toBe(ignoring.exame[0]);
    expect(shownOf(answer({ exame: [] }), 'x')).toBeNull();
  });
});
