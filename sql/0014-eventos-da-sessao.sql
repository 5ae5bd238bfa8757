-- Events of a run that are not results have numbers too, so that a stream goes on where it stopped after a restart.

ALTER TABLE ruptura.sessao_analise
  -- Language of the sentences in its results.
  ADD COLUMN idioma text COLLATE "C" NOT NULL DEFAULT 'pt-BR',
  ADD CONSTRAINT idioma_desconhecido CHECK (idioma IN ('pt-BR', 'en'));

ALTER TABLE ruptura.sessao_lote
  -- The worker had nothing else to do for the run afterwards: the next number is the event that says so.
  ADD COLUMN livre boolean NOT NULL DEFAULT false;
