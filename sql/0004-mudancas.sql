-- The change log. Triggers append to it in the writer's own transaction; nothing is ever updated in it.
--
-- A reader keeps the snapshot of its last look and takes what that snapshot did not see:
--   xid >= pg_snapshot_xmax(last) OR xid = ANY (ARRAY(SELECT pg_snapshot_xip(last)))
-- never "id greater than the last one": ids become visible out of commit order.
--
-- Without a primary key on purpose: `id` only orders what is read, and a second index costs every writer.

CREATE TABLE ruptura.mudanca (
  id bigint GENERATED ALWAYS AS IDENTITY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  tabela text COLLATE "C" NOT NULL,
  cod_produto text COLLATE "C",
  num_pedido text COLLATE "C",
  separacao_lote_id text COLLATE "C",
  em timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX mudanca_xid ON ruptura.mudanca (xid);

COMMENT ON TABLE ruptura.mudanca IS
  'Registro de mudanças: o que deve ser lido de novo. Colunas vazias querem dizer todos.';

-- What is gone from the log. `podadas`: rows removed ever; with the rows visible now they make `versao`.
-- A reader must reload when either holds:
--   xid_podado >= pg_snapshot_xmin(last)   something it may not have seen was pruned
--   geracao <> the one it loaded with     the log was emptied because it came from another cluster
CREATE TABLE ruptura.mudanca_podada (
  unica boolean DEFAULT true,
  podadas bigint NOT NULL DEFAULT 0,
  xid_podado xid8,
  geracao bigint NOT NULL DEFAULT 1,
  CONSTRAINT mudanca_podada_so_tem_uma_linha PRIMARY KEY (unica),
  CONSTRAINT mudanca_podada_nao_admite_outra_linha CHECK (unica)
);

INSERT INTO ruptura.mudanca_podada DEFAULT VALUES;

-- Removes rows older than `mais_antigas_que` and raises the mark in the same transaction; returns how many.
--
-- Why xmin, twice. "Has the reader seen the highest pruned transaction" is not enough: a lower one may still have been
-- running at its last look. So the reader compares the mark with its xmin; and so that this does not make it reload
-- for ever while some old transaction stays open, only transactions below every running one are removed: the mark then
-- lies below the xmin of every later snapshot.
CREATE FUNCTION ruptura.podar_mudancas(mais_antigas_que interval) RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  removidas bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('ruptura.podar_mudancas', 0)) THEN
    RETURN 0;
  END IF;
  WITH podada AS (
    DELETE FROM ruptura.mudanca
    WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) AND em < clock_timestamp() - mais_antigas_que
    RETURNING xid
  ), soma AS (
    SELECT count(*) AS linhas, max(xid) AS xid_podado FROM podada
  )
  UPDATE ruptura.mudanca_podada m
  SET podadas = m.podadas + s.linhas, xid_podado = greatest(m.xid_podado, s.xid_podado)
  FROM soma s
  WHERE s.linhas > 0
  RETURNING s.linhas INTO removidas;
  RETURN coalesce(removidas, 0);
END $$;

-- A transaction id that this cluster has not given out yet, in the log or in the mark, can only come from a restored
-- backup. Compared within one statement, with that statement's own snapshot: a later one would see newer commits.
CREATE FUNCTION ruptura.mudancas_de_outro_banco() RETURNS boolean
  LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM (
      SELECT xid FROM ruptura.mudanca UNION ALL SELECT xid_podado FROM ruptura.mudanca_podada
    ) AS x
    WHERE x.xid >= pg_snapshot_xmax(pg_current_snapshot())
      AND x.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
  )
$$;

-- Empties a log that cannot be from this cluster and raises `geracao`, so that every reader reloads; returns how many
-- rows were removed (0 also when only the mark was wrong, or nothing was).
CREATE FUNCTION ruptura.sanear_mudancas() RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  removidas bigint;
BEGIN
  IF NOT ruptura.mudancas_de_outro_banco() THEN
    RETURN 0;
  END IF;
  -- Keeps writers out for the moment, so that none of their rows is removed unseen; the second look is for a process
  -- that did the same while this one waited.
  LOCK TABLE ruptura.mudanca IN SHARE ROW EXCLUSIVE MODE;
  IF NOT ruptura.mudancas_de_outro_banco() THEN
    RETURN 0;
  END IF;
  DELETE FROM ruptura.mudanca;
  GET DIAGNOSTICS removidas = ROW_COUNT;
  UPDATE ruptura.mudanca_podada SET podadas = podadas + removidas, xid_podado = NULL, geracao = geracao + 1;
  RETURN removidas;
END $$;
