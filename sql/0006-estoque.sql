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
