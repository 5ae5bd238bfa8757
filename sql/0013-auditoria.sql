-- Audit trail of writes through the API. Rows are only ever added.

CREATE TABLE ruptura.auditoria (
  id bigint GENERATED ALWAYS AS IDENTITY,
  em timestamptz NOT NULL DEFAULT clock_timestamp(),
  quem text,
  origem text,
  requisicao text,
  acao text COLLATE "C" NOT NULL,
  alvo text,
  dados jsonb,
  CONSTRAINT auditoria_id PRIMARY KEY (id)
);

CREATE INDEX auditoria_quando ON ruptura.auditoria (em);

CREATE FUNCTION ruptura.recusar_alteracao_da_auditoria() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a trilha de auditoria só recebe linhas novas: % recusado', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER auditoria_so_acrescenta BEFORE UPDATE OR DELETE OR TRUNCATE ON ruptura.auditoria
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.recusar_alteracao_da_auditoria();
