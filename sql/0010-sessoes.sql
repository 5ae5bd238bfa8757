-- Runs of the analysis. They hold keys and progress, never answers: an answer is calculated when it is delivered.
-- A run is carried out by one process, and its events are numbered here: whatever was written by a process that is no
-- longer the run's does not count, and no two processes give the same number.

CREATE TABLE ruptura.sessao_analise (
  session_id text COLLATE "C",
  dono text,
  -- Language of the sentences in its results.
  idioma text COLLATE "C" NOT NULL DEFAULT 'pt-BR',
  -- The whole answer with its items, or its row of the order book.
  detalhe text COLLATE "C" NOT NULL DEFAULT 'completo',
  filtro jsonb,
  total_pedidos integer NOT NULL,
  total_lotes integer NOT NULL,
  iniciada_em timestamptz NOT NULL DEFAULT clock_timestamp(),
  terminada_em timestamptz,
  cancelada_em timestamptz,
  -- Last time somebody read from it: a run is not forgotten while it is still being read.
  lida_em timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Null while running; set at the end, moved on by reading.
  expira_em timestamptz,
  -- The process (`dono` of `ruptura.posse`, kind `processo`) that carries it out; another one takes it over when that
  -- lease is over.
  executor text COLLATE "C",
  -- Numbers given to events so far.
  eventos integer NOT NULL DEFAULT 0,
  CONSTRAINT sessao_analise_session_id_em_uso PRIMARY KEY (session_id),
  CONSTRAINT session_id_deve_ter_de_8_a_64_letras_digitos_ CHECK (session_id ~ '^[A-Za-z0-9_-]{8,64}$'),
  CONSTRAINT idioma_desconhecido CHECK (idioma IN ('pt-BR', 'en')),
  CONSTRAINT detalhe_desconhecido CHECK (detalhe IN ('completo', 'resumo')),
  CONSTRAINT totais_negativos CHECK (total_pedidos >= 0 AND total_lotes >= 0),
  CONSTRAINT eventos_negativos CHECK (eventos >= 0),
  CONSTRAINT cancelada_deve_estar_terminada CHECK (cancelada_em IS NULL OR terminada_em IS NOT NULL),
  CONSTRAINT so_expira_depois_de_terminada CHECK (expira_em IS NULL OR terminada_em IS NOT NULL)
);

CREATE INDEX sessao_analise_expiracao ON ruptura.sessao_analise (expira_em) WHERE expira_em IS NOT NULL;
CREATE INDEX sessao_analise_em_andamento ON ruptura.sessao_analise (iniciada_em) WHERE terminada_em IS NULL;

-- Batches of a run. `evento` numbers the finished ones in the order of their end: it is the id of the event on the
-- stream, so that a client that comes back gets what it missed, from whichever process.
CREATE TABLE ruptura.sessao_lote (
  session_id text COLLATE "C",
  lote integer,
  job_id text COLLATE "C" NOT NULL,
  pedidos text[] COLLATE "C" NOT NULL,
  estado text COLLATE "C" NOT NULL DEFAULT 'ESPERANDO',
  tentativas integer NOT NULL DEFAULT 0,
  worker_id integer,
  iniciado_em timestamptz,
  terminado_em timestamptz,
  evento integer,
  -- The worker had nothing else to do for the run afterwards: the next number is the event that says so.
  livre boolean NOT NULL DEFAULT false,
  ok integer NOT NULL DEFAULT 0,
  em_ruptura integer NOT NULL DEFAULT 0,
  erros integer NOT NULL DEFAULT 0,
  CONSTRAINT sessao_lote_sessao_e_lote PRIMARY KEY (session_id, lote),
  CONSTRAINT lote_de_sessao_desconhecida FOREIGN KEY (session_id)
    REFERENCES ruptura.sessao_analise (session_id) ON DELETE CASCADE,
  CONSTRAINT job_id_repetido UNIQUE (job_id),
  CONSTRAINT evento_repetido_na_sessao UNIQUE (session_id, evento),
  CONSTRAINT estado_desconhecido CHECK (estado IN ('ESPERANDO', 'PROCESSANDO', 'PRONTO', 'FALHOU', 'CANCELADO')),
  CONSTRAINT evento_so_de_lote_terminado CHECK ((evento IS NULL) OR estado IN ('PRONTO', 'FALHOU'))
);

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
