-- A run is carried out by one process, and its events are numbered here: whatever was written by a process that is no
-- longer the run's does not count, and no two processes give the same number.

ALTER TABLE ruptura.sessao_analise
  -- The process (`dono` of `ruptura.posse`, kind `processo`) that carries it out; another one takes it over when that
  -- lease is over.
  ADD COLUMN executor text COLLATE "C",
  -- Numbers given so far.
  ADD COLUMN eventos integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT eventos_negativos CHECK (eventos >= 0);

UPDATE ruptura.sessao_analise s
SET eventos = l.eventos
FROM (SELECT session_id, max(evento + livre::int) AS eventos FROM ruptura.sessao_lote GROUP BY 1) l
WHERE s.session_id = l.session_id AND l.eventos IS NOT NULL;

-- Records finished batches, a place of each array for a batch, and gives each its number. Left out, and not returned, is
-- what counts no more (the run has another executor, has ended or is gone; the batch has its number already), and what
-- somebody else holds at this moment: the caller looks, and comes again. It never waits, so that no run stands before
-- another.
CREATE FUNCTION ruptura.gravar_lotes(
  sessoes text[], executores text[], lotes integer[], estados text[], tentativas integer[], workers integer[],
  inicios timestamptz[], fins timestamptz[], prontos integer[], rupturas integer[], falhas integer[], livres boolean[]
) RETURNS TABLE (session_id text, lote integer, evento integer) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  presas text[];
BEGIN
  -- A statement of its own: the next one sees what was committed before the lock was had.
  SELECT array_agg(p.session_id) INTO presas FROM (
    SELECT s.session_id FROM ruptura.sessao_analise s WHERE s.session_id = ANY (sessoes)
    FOR NO KEY UPDATE SKIP LOCKED
  ) p;
  RETURN QUERY
  WITH novos AS (
    SELECT f.*, (sum(1 + f.livre::int) OVER (PARTITION BY f.sessao ORDER BY f.n))::int - f.livre::int AS vez
    FROM unnest(sessoes, executores, lotes, estados, tentativas, workers, inicios, fins, prontos, rupturas, falhas,
                livres) WITH ORDINALITY
      AS f (sessao, executor, lote, estado, tentativas, worker_id, iniciado_em, terminado_em, ok, em_ruptura, erros,
            livre, n)
    JOIN ruptura.sessao_analise s ON s.session_id = f.sessao AND s.executor = f.executor AND s.terminada_em IS NULL
    JOIN ruptura.sessao_lote l ON l.session_id = f.sessao AND l.lote = f.lote AND l.evento IS NULL
    WHERE f.sessao = ANY (presas)
  ), contadas AS (
    UPDATE ruptura.sessao_analise s SET eventos = s.eventos + c.quantos
    FROM (SELECT sessao, sum(1 + livre::int)::int AS quantos FROM novos GROUP BY 1) c
    WHERE s.session_id = c.sessao
    RETURNING s.session_id, s.eventos - c.quantos AS antes
  )
  UPDATE ruptura.sessao_lote l
  SET estado = n.estado, tentativas = n.tentativas, worker_id = n.worker_id, iniciado_em = n.iniciado_em,
      terminado_em = n.terminado_em, evento = c.antes + n.vez, ok = n.ok, em_ruptura = n.em_ruptura, erros = n.erros,
      livre = n.livre
  FROM novos n JOIN contadas c ON c.session_id = n.sessao
  WHERE l.session_id = n.sessao AND l.lote = n.lote
  RETURNING l.session_id, l.lote, l.evento;
END $$;
