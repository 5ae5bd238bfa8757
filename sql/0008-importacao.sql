-- What imports stored, how to undo it, and what people taught about headers.
--
-- gravacao: one row per call that stored something, all of whose files went in together and can only be undone together.
-- importacao: one row per file and table of it. The same content goes in once, unless forced or undone; the unique index
-- settles the race of two imports of one file.
--
-- To undo a call, the rows that it took out lie in ruptura.antes_<table>, as they were, and the rows that it put in are
-- known by key and digest in ruptura.entrou. Rows that others wrote meanwhile are in neither, so undoing never touches
-- them; those that others changed are told by their digest.

CREATE TABLE ruptura.gravacao (
  numero bigint GENERATED ALWAYS AS IDENTITY,
  modo text COLLATE "C" NOT NULL,
  importado_em timestamptz NOT NULL DEFAULT now(),
  importado_por text,
  -- Rows kept to undo it; null when they are not kept any more, or were too many.
  linhas_guardadas bigint,
  desfeita_em timestamptz,
  desfeita_por text,
  CONSTRAINT gravacao_numero PRIMARY KEY (numero),
  CONSTRAINT modo_de_importar_desconhecido CHECK (modo IN ('acrescentar', 'substituir', 'atualizar'))
);

CREATE INDEX gravacao_quando ON ruptura.gravacao (importado_em);

CREATE TABLE ruptura.importacao (
  id bigint GENERATED ALWAYS AS IDENTITY,
  gravacao bigint NOT NULL,
  arquivo text NOT NULL,
  conteudo_sha256 text COLLATE "C" NOT NULL,
  tabela text COLLATE "C" NOT NULL,
  forcada boolean NOT NULL DEFAULT false,
  -- Undone: the same content may go in again.
  desfeita boolean NOT NULL DEFAULT false,
  linhas_lidas bigint NOT NULL,
  linhas_inseridas bigint NOT NULL,
  linhas_atualizadas bigint NOT NULL DEFAULT 0,
  linhas_ignoradas bigint NOT NULL DEFAULT 0,
  linhas_rejeitadas bigint NOT NULL DEFAULT 0,
  importado_em timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT importacao_id PRIMARY KEY (id),
  CONSTRAINT conteudo_sha256_deve_ter_64_digitos CHECK (conteudo_sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT tabela_desconhecida CHECK (
    tabela IN (
      'movimentacao_estoque', 'carteira_principal', 'separacao', 'pedido', 'pre_separacao_item', 'programacao_producao'
    )
  ),
  CONSTRAINT linhas_negativas CHECK (
    least(linhas_lidas, linhas_inseridas, linhas_atualizadas, linhas_ignoradas, linhas_rejeitadas) >= 0
  )
);

CREATE UNIQUE INDEX importacao_conteudo_repetido ON ruptura.importacao (conteudo_sha256, tabela)
  WHERE NOT forcada AND NOT desfeita;
CREATE INDEX importacao_conteudo ON ruptura.importacao (conteudo_sha256);
CREATE INDEX importacao_gravacao ON ruptura.importacao (gravacao);

-- Gives a table a place for rows that a call took out of it, or changed, as they were before: ruptura.antes_….
CREATE FUNCTION ruptura.instalar_anteriores(tabela regclass) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lugar text := 'antes_' || (SELECT relname FROM pg_class WHERE oid = tabela);
BEGIN
  EXECUTE format('CREATE TABLE ruptura.%I (gravacao bigint NOT NULL, LIKE %s)', lugar, tabela);
  EXECUTE format('CREATE INDEX ON ruptura.%I (gravacao)', lugar);
END $$;

SELECT ruptura.instalar_anteriores(tabela) FROM unnest(ARRAY[
  'public.movimentacao_estoque', 'public.carteira_principal', 'public.separacao', 'public.pedido',
  'public.pre_separacao_item', 'public.programacao_producao', 'ruptura.configuracao']::regclass[]) AS tabela;

-- Rows that a call put in, or changed: their key as text, and a digest of what they were then.
CREATE TABLE ruptura.entrou (
  gravacao bigint NOT NULL,
  tabela text COLLATE "C" NOT NULL,
  chave text COLLATE "C" NOT NULL,
  resumo bigint NOT NULL
);

CREATE INDEX entrou_gravacao ON ruptura.entrou (gravacao, tabela);

-- Forgets how to undo a call. The journal stays.
CREATE FUNCTION ruptura.esquecer_anteriores(esta bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lugar regclass;
BEGIN
  FOR lugar IN
    SELECT oid FROM pg_class
    WHERE relnamespace = 'ruptura'::regnamespace AND relkind = 'r' AND relname LIKE 'antes\_%'
  LOOP
    EXECUTE format('DELETE FROM %s WHERE gravacao = $1', lugar) USING esta;
  END LOOP;
  DELETE FROM ruptura.entrou WHERE gravacao = esta;
  UPDATE ruptura.gravacao SET linhas_guardadas = NULL WHERE numero = esta;
END $$;

-- Keeps what the newest calls need to be undone, within days, number and rows; returns how many rows were forgotten.
-- One process at a time; others return 0 at once.
CREATE FUNCTION ruptura.podar_anteriores(dias integer, gravacoes integer, linhas bigint) RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  velha record;
  podadas bigint := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('ruptura.podar_anteriores', 0)) THEN
    RETURN 0;
  END IF;
  FOR velha IN
    SELECT numero, linhas_guardadas FROM (
      SELECT numero, linhas_guardadas, importado_em, row_number() OVER em_ordem AS vez,
        sum(linhas_guardadas) OVER em_ordem AS soma
      FROM ruptura.gravacao WHERE linhas_guardadas IS NOT NULL
      WINDOW em_ordem AS (ORDER BY numero DESC)
    ) AS guardadas
    WHERE vez > gravacoes OR soma > linhas OR importado_em < now() - make_interval(days => dias)
  LOOP
    PERFORM ruptura.esquecer_anteriores(velha.numero);
    podadas := podadas + velha.linhas_guardadas;
  END LOOP;
  RETURN podadas;
END $$;

-- Headers that a person laid over a table by hand, for the next file with the same header from the same origin.
CREATE TABLE ruptura.mapa_lembrado (
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- The name of the file without dates and numbers, and the sheet.
  origem text NOT NULL,
  -- Digest of all headings.
  cabecalho text COLLATE "C" NOT NULL,
  tabela text COLLATE "C" NOT NULL,
  -- [{"posicao": 0, "titulo": "…", "coluna": "num_pedido" or null}]
  colunas jsonb NOT NULL,
  criado_em timestamptz NOT NULL DEFAULT now(),
  criado_por text,
  usado_em timestamptz,
  CONSTRAINT mapa_lembrado_id PRIMARY KEY (id),
  CONSTRAINT mapa_lembrado_um_por_origem UNIQUE (origem, cabecalho)
);
