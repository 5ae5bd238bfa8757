-- Import journal: one row per file and table that was really stored. The same content goes in once, unless forced; the
-- unique index settles the race of two imports of one file.

CREATE TABLE ruptura.importacao (
  id bigint GENERATED ALWAYS AS IDENTITY,
  arquivo text NOT NULL,
  conteudo_sha256 text COLLATE "C" NOT NULL,
  tabela text COLLATE "C" NOT NULL,
  modo text COLLATE "C" NOT NULL,
  forcada boolean NOT NULL DEFAULT false,
  linhas_lidas bigint NOT NULL,
  linhas_inseridas bigint NOT NULL,
  linhas_atualizadas bigint NOT NULL DEFAULT 0,
  linhas_ignoradas bigint NOT NULL DEFAULT 0,
  linhas_rejeitadas bigint NOT NULL DEFAULT 0,
  importado_em timestamptz NOT NULL DEFAULT now(),
  importado_por text,
  CONSTRAINT importacao_id PRIMARY KEY (id),
  CONSTRAINT conteudo_sha256_deve_ter_64_digitos CHECK (conteudo_sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT tabela_desconhecida CHECK (
    tabela IN (
      'movimentacao_estoque', 'carteira_principal', 'separacao', 'pedido', 'pre_separacao_item', 'programacao_producao'
    )
  ),
  CONSTRAINT modo_deve_ser_acrescentar_ou_substituir CHECK (modo IN ('acrescentar', 'substituir')),
  CONSTRAINT linhas_negativas CHECK (
    least(linhas_lidas, linhas_inseridas, linhas_atualizadas, linhas_ignoradas, linhas_rejeitadas) >= 0
  )
);

CREATE UNIQUE INDEX importacao_conteudo_repetido ON ruptura.importacao (conteudo_sha256, tabela) WHERE NOT forcada;
CREATE INDEX importacao_conteudo ON ruptura.importacao (conteudo_sha256);
CREATE INDEX importacao_quando ON ruptura.importacao (importado_em);
