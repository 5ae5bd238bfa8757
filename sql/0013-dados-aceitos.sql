-- Data with problems that a person called right: one row for each, by its kind and its key within the kind.

CREATE TABLE ruptura.problema_aceito (
  tipo text COLLATE "C" NOT NULL,
  chave text COLLATE "C" NOT NULL,
  -- Digest of all that was shown of it: where any of it is another, the person is asked again.
  retrato text COLLATE "C" NOT NULL,
  -- Null: nobody signed in.
  aceito_por text,
  aceito_em timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT problema_aceito_tipo_chave PRIMARY KEY (tipo, chave)
);

COMMENT ON TABLE ruptura.problema_aceito IS
  'Dados com problema que uma pessoa disse estarem certos. O que mudar depois volta a ser perguntado.';
