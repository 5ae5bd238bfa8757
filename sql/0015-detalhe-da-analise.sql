-- How much of each order a run tells: the whole answer with its items, or its row of the order book.

ALTER TABLE ruptura.sessao_analise
  ADD COLUMN detalhe text COLLATE "C" NOT NULL DEFAULT 'completo',
  ADD CONSTRAINT detalhe_desconhecido CHECK (detalhe IN ('completo', 'resumo'));
