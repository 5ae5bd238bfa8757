-- Runs of the analysis. They hold keys and progress, never answers: an answer is calculated when it is delivered.

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
  CONSTRAINT sessao_analise_session_id_em_uso PRIMARY KEY (session_id),
  CONSTRAINT session_id_deve_ter_de_8_a_64_letras_digitos_ CHECK (session_id ~ '^[A-Za-z0-9_-]{8,64}$'),
  CONSTRAINT idioma_desconhecido CHECK (idioma IN ('pt-BR', 'en')),
  CONSTRAINT detalhe_desconhecido CHECK (detalhe IN ('completo', 'resumo')),
  CONSTRAINT totais_negativos CHECK (total_pedidos >= 0 AND total_lotes >= 0),
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
