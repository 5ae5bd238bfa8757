/**
 * Every process setting, declared once. Settings that change answers (time zone, promise policy, ranking) are not
 * here: they live in the database table `ruptura.configuracao`, so that all hosts agree.
 */

export type SettingKind = 'text' | 'port' | 'count' | 'date' | 'path' | 'url' | 'origins' | 'site';

export interface Setting {
  readonly kind: SettingKind;
  readonly default: string | null;
  readonly unit: string | null;
  readonly least?: number;
  readonly most?: number;
  /** Its value is never shown. */
  readonly isSecret?: true;
  readonly meaning: { readonly 'pt-BR': string; readonly en: string };
}

export const SETTINGS = {
  PORT: {
    kind: 'port',
    default: '5000',
    unit: null,
    meaning: { 'pt-BR': 'porta HTTP', en: 'HTTP port' },
  },
  HOST: {
    kind: 'text',
    default: '127.0.0.1',
    unit: null,
    meaning: { 'pt-BR': 'endereço em que o servidor escuta', en: 'address the server listens on' },
  },
  RUPTURA_ORIGENS: {
    kind: 'origins',
    default: null,
    unit: null,
    meaning: {
      'pt-BR':
        'origens (https://erp.exemplo.com.br), separadas por vírgula, cujas páginas podem chamar a API',
      en: 'origins (https://erp.example.com), separated by commas, whose pages may call the API',
    },
  },
  DATABASE_URL: {
    kind: 'url',
    default: null,
    unit: null,
    meaning: {
      'pt-BR': 'PostgreSQL externo (15 ou mais novo); vazio usa o embutido',
      en: 'external PostgreSQL (15 or newer); empty uses the embedded one',
    },
  },
  RUPTURA_DATA: {
    kind: 'path',
    default: null,
    unit: null,
    meaning: {
      'pt-BR': 'pasta do banco embutido; vazio escolhe uma ao lado do programa',
      en: 'folder of the embedded database; empty chooses one beside the program',
    },
  },
  PG_PORT: {
    kind: 'port',
    default: null,
    unit: null,
    meaning: {
      'pt-BR': 'abre o banco embutido em 127.0.0.1 nesta porta, com senha',
      en: 'opens the embedded database on 127.0.0.1 at this port, with a password',
    },
  },
  NUM_WORKERS: {
    kind: 'count',
    default: '2',
    unit: null,
    least: 1,
    most: 64,
    meaning: {
      'pt-BR': 'threads que analisam os lotes da fila',
      en: 'threads that analyse the batches of the queue',
    },
  },
  MAX_WORKERS: {
    kind: 'count',
    default: '5',
    unit: null,
    least: 1,
    most: 64,
    meaning: {
      'pt-BR': 'threads, no máximo, para quem espera a resposta sem passar pela fila',
      en: 'threads at most for those who wait for their answer without the queue',
    },
  },
  BATCH_SIZE: {
    kind: 'count',
    default: '20',
    unit: null,
    least: 1,
    most: 1000,
    meaning: { 'pt-BR': 'pedidos de um lote', en: 'orders of one batch' },
  },
  LOTE_TIMEOUT_S: {
    kind: 'count',
    default: '300',
    unit: 's',
    least: 1,
    most: 86_400,
    meaning: {
      'pt-BR': 'um lote que demora mais é tentado de novo',
      en: 'a batch that takes longer is tried again',
    },
  },
  SESSAO_TTL_MIN: {
    kind: 'count',
    default: '60',
    unit: 'min',
    least: 1,
    most: 525_600,
    meaning: {
      'pt-BR': 'uma análise é esquecida tanto tempo depois do fim, ou da última leitura',
      en: 'a run is forgotten so long after its end, or after it was last read',
    },
  },
  RECALC_INTERVALO_S: {
    kind: 'count',
    default: '30',
    unit: 's',
    least: 1,
    most: 86_400,
    meaning: {
      'pt-BR': 'intervalo entre gravações de muitas projeções marcadas; poucas são gravadas na hora',
      en: 'interval between savings of many marked projections; few are saved at once',
    },
  },
  PROJECAO_VALIDADE_MIN: {
    kind: 'count',
    default: '15',
    unit: 'min',
    least: 1,
    most: 10_080,
    meaning: {
      'pt-BR': 'idade a partir da qual uma projeção gravada é calculada de novo',
      en: 'age from which a saved projection is calculated again',
    },
  },
  HISTORICO_DIAS: {
    kind: 'count',
    default: '30',
    unit: 'd',
    least: 1,
    most: 3_650,
    meaning: {
      'pt-BR': 'dias de histórico das projeções; os mais antigos viram estatística mensal',
      en: 'days of projection history; older ones become monthly statistics',
    },
  },
  IMPORTACAO_MAX_MB: {
    kind: 'count',
    default: '1024',
    unit: 'MB',
    least: 1,
    most: 1_048_576,
    meaning: {
      'pt-BR': 'tamanho máximo dos arquivos de uma importação pela API, somados; ficam na pasta temporária',
      en: 'largest size of the files of one import over the API, together; they lie in the temporary folder',
    },
  },
  COUPA_URL: {
    kind: 'site',
    default: null,
    unit: null,
    meaning: {
      'pt-BR': 'endereço do portal de compras (https://empresa.coupahost.com) cujos anexos se coletam',
      en: 'address of the procurement portal (https://company.coupahost.com) to collect attachments from',
    },
  },
  COUPA_CLIENT_ID: {
    kind: 'text',
    default: null,
    unit: null,
    meaning: {
      'pt-BR': 'cliente da API oficial do portal em COUPA_URL; com ele e o segredo, a coleta usa a API',
      en: 'client of the official API of the portal at COUPA_URL; with it and its secret, collections use the API',
    },
  },
  COUPA_CLIENT_SECRET: {
    kind: 'text',
    default: null,
    unit: null,
    isSecret: true,
    meaning: {
      'pt-BR': 'segredo desse cliente; nunca é mostrado nem gravado',
      en: 'secret of that client; never shown nor stored',
    },
  },
  RUPTURA_HOJE: {
    kind: 'date',
    default: null,
    unit: null,
    meaning: {
      'pt-BR': 'data de hoje fixa, para testes e reconstituições',
      en: 'fixed business date, for tests and replays',
    },
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** Variables that people set for other programs of this kind, and that nothing here reads: why, in both languages. */
const WITHOUT_EFFECT = {
  REDIS_URL: {
    'pt-BR':
      'definida, mas sem efeito: este programa não usa Redis. Vários servidores trabalham juntos pelo banco (DATABASE_URL).',
    en: 'set, but without effect: this program does not use Redis. Several servers work together by the database (DATABASE_URL).',
  },
} as const;

/** What is set in an environment though nothing reads it. Their values are nobody's business: they may hold passwords. */
export function settingsWithoutEffect(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly name: string; readonly reason: Setting['meaning'] }[] {
  return Object.entries(WITHOUT_EFFECT).flatMap(([name, reason]) =>
    (environment[name] ?? '').trim() === '' ? [] : [{ name, reason }],
  );
}
