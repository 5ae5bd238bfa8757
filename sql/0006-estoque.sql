-- On-hand stock: estoque_atual = folded balance + deltas not folded yet. Writers only append deltas, so they never wait
-- for each other; a reader cannot tell what is folded.
--
-- A product whose movements are all gone reads as 0 and keeps its row, because a fold must not be visible. After a
-- TRUNCATE of the movements nothing is left of it.
--
-- Lock order everywhere (view, fold, TRUNCATE): estoque_dobrado before estoque_delta.

CREATE TABLE ruptura.estoque_dobrado (
  cod_produto text COLLATE "C",
  estoque numeric(24,3) NOT NULL,
  ultima_atualizacao timestamptz NOT NULL,
  versao bigint NOT NULL,
  CONSTRAINT idx_estoque_atual_produto PRIMARY KEY (cod_produto)
);

-- One row per statement and product. Without a primary key: nothing ever asks for one row.
-- Vacuumed early: the fold empties it again and again.
CREATE TABLE ruptura.estoque_delta (
  cod_produto text COLLATE "C" NOT NULL,
  qtd numeric(24,3) NOT NULL,
  em timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE INDEX estoque_delta_produto ON ruptura.estoque_delta (cod_produto);

CREATE VIEW public.estoque_atual AS
  SELECT
    cod_produto,
    sum(estoque) AS estoque,
    max(ultima_atualizacao) AS ultima_atualizacao,
    sum(versao)::bigint AS versao
  FROM (
    SELECT cod_produto, estoque, ultima_atualizacao, versao FROM ruptura.estoque_dobrado
    UNION ALL
    SELECT cod_produto, qtd, em, 1 FROM ruptura.estoque_delta
  ) AS parcela
  GROUP BY cod_produto;

COMMENT ON VIEW public.estoque_atual IS
  'Saldo de estoque por produto, mantido por gatilhos: soma das movimentações ativas. versao sobe a cada mudança.';

-- Moves up to `limite` deltas into the balance; returns how many. One process at a time; others return 0 at once.
CREATE FUNCTION ruptura.dobrar_estoque(limite integer DEFAULT 100000) RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  dobradas bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('ruptura.dobrar_estoque', 0)) THEN
    RETURN 0;
  END IF;
  LOCK TABLE ruptura.estoque_dobrado, ruptura.estoque_delta IN ROW EXCLUSIVE MODE;
  WITH retirada AS (
    DELETE FROM ruptura.estoque_delta
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM ruptura.estoque_delta LIMIT limite))
    RETURNING cod_produto, qtd, em
  ), soma AS (
    SELECT cod_produto, sum(qtd) AS qtd, max(em) AS em, count(*) AS vezes FROM retirada GROUP BY cod_produto
  ), dobra AS (
    INSERT INTO ruptura.estoque_dobrado AS d (cod_produto, estoque, ultima_atualizacao, versao)
    SELECT cod_produto, qtd, em, vezes FROM soma
    ON CONFLICT (cod_produto) DO UPDATE SET
      estoque = d.estoque + excluded.estoque,
      ultima_atualizacao = greatest(d.ultima_atualizacao, excluded.ultima_atualizacao),
      versao = d.versao + excluded.versao
  )
  SELECT count(*) INTO dobradas FROM retirada;
  RETURN dobradas;
END $$;

-- Movements: a delta per statement and product, and a mark in the change log.
--
-- All functions here run with the owner's rights (a writer needs none on the schema ruptura) and a pinned search_path.
-- Only rows that exist for the product count: ativo = false is as good as absent.

-- INSERT and DELETE alike: `alteradas` holds the rows that came or went. A statement on one product, the common write,
-- goes the short way: two plain inserts instead of two groupings save a third of the trigger's time.
CREATE FUNCTION ruptura.registrar_movimentacao() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sinal integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
  primeiro text;
  ultimo text;
  soma numeric;
  produtos bigint;
BEGIN
  SELECT min(cod_produto), max(cod_produto), sum(qtd_movimentacao) INTO primeiro, ultimo, soma
  FROM alteradas WHERE ativo;
  IF primeiro IS NULL THEN
    RETURN NULL;
  ELSIF primeiro = ultimo THEN
    INSERT INTO ruptura.estoque_delta (cod_produto, qtd) VALUES (primeiro, sinal * soma);
    INSERT INTO ruptura.mudanca (tabela, cod_produto) VALUES ('movimentacao_estoque', primeiro);
    RETURN NULL;
  END IF;
  INSERT INTO ruptura.estoque_delta (cod_produto, qtd)
  SELECT cod_produto, sinal * sum(qtd_movimentacao) FROM alteradas WHERE ativo GROUP BY cod_produto;
  GET DIAGNOSTICS produtos = ROW_COUNT;
  IF produtos > 20000 THEN
    INSERT INTO ruptura.mudanca (tabela) VALUES ('movimentacao_estoque');
  ELSE
    INSERT INTO ruptura.mudanca (tabela, cod_produto)
    SELECT DISTINCT 'movimentacao_estoque', cod_produto FROM alteradas WHERE ativo;
  END IF;
  RETURN NULL;
END $$;

-- Old rows count −1, new rows +1; equal rows cancel out, whatever their order and even when ids change. No join: a
-- cached plan made for one row would turn into a nested loop over a million.
CREATE FUNCTION ruptura.registrar_movimentacao_update() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH diferenca AS (
    SELECT cod_produto, qtd_movimentacao, sum(sinal) AS vezes
    FROM (
      SELECT 1 AS sinal, * FROM novas WHERE ativo
      UNION ALL
      SELECT -1, * FROM antigas WHERE ativo
    ) AS versoes
    GROUP BY
      id, cod_produto, data_movimentacao, tipo, qtd_movimentacao, local, documento, chave_externa
    HAVING sum(sinal) <> 0
  ), delta AS (
    INSERT INTO ruptura.estoque_delta (cod_produto, qtd)
    SELECT cod_produto, sum(vezes * qtd_movimentacao) FROM diferenca GROUP BY cod_produto
    RETURNING cod_produto
  ), contagem AS (
    SELECT cod_produto, count(*) OVER () AS produtos FROM delta
  )
  INSERT INTO ruptura.mudanca (tabela, cod_produto)
  SELECT DISTINCT 'movimentacao_estoque', CASE WHEN produtos <= 20000 THEN cod_produto END FROM contagem;
  RETURN NULL;
END $$;

-- TRUNCATE of the stock as well, not DELETE: a DELETE would leave what an old snapshot does not see.
CREATE FUNCTION ruptura.esvaziar_estoque() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE ruptura.estoque_dobrado, ruptura.estoque_delta;
  INSERT INTO ruptura.mudanca (tabela) VALUES ('movimentacao_estoque');
  RETURN NULL;
END $$;

CREATE TRIGGER atualizar_estoque_apos_movimentacao_insert AFTER INSERT ON public.movimentacao_estoque
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_movimentacao();

CREATE TRIGGER atualizar_estoque_apos_movimentacao_update AFTER UPDATE ON public.movimentacao_estoque
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_movimentacao_update();

CREATE TRIGGER atualizar_estoque_apos_movimentacao_delete AFTER DELETE ON public.movimentacao_estoque
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_movimentacao();

CREATE TRIGGER atualizar_estoque_apos_movimentacao_truncate AFTER TRUNCATE ON public.movimentacao_estoque
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.esvaziar_estoque();
