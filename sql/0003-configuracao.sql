-- Settings that change answers live here, so that every host agrees on them, and the business date with them.

CREATE FUNCTION ruptura.fuso_conhecido(fuso text) RETURNS boolean
  LANGUAGE sql STABLE
  RETURN EXISTS (SELECT FROM pg_catalog.pg_timezone_names z WHERE z.name = fuso AND fuso !~ '^(posix|right)/');

-- Keys of the ranking, comma-separated, each at most once; empty = the default ranking alone.
CREATE FUNCTION ruptura.classificacao_conhecida(chaves text) RETURNS boolean
  LANGUAGE sql IMMUTABLE
  RETURN chaves = '' OR (
    SELECT bool_and(k IN ('agendamento', 'data_pedido', 'expedicao', 'valor')) AND count(*) = count(DISTINCT k)
    FROM unnest(string_to_array(chaves, ',')) AS k
  );

CREATE TABLE ruptura.configuracao (
  chave text COLLATE "C",
  valor text NOT NULL,
  CONSTRAINT configuracao_chave PRIMARY KEY (chave),
  CONSTRAINT configuracao_chave_desconhecida CHECK (chave IN ('RUPTURA_TZ', 'politica', 'classificacao')),
  CONSTRAINT ruptura_tz_fuso_horario_desconhecido CHECK (chave <> 'RUPTURA_TZ' OR ruptura.fuso_conhecido(valor)),
  CONSTRAINT politica_deve_ser_por_item_ou_completa CHECK (
    chave <> 'politica' OR valor IN ('por_item', 'completa')
  ),
  CONSTRAINT classificacao_com_chave_desconhecida_ou_repetida CHECK (
    chave <> 'classificacao' OR ruptura.classificacao_conhecida(valor)
  )
);

COMMENT ON TABLE ruptura.configuracao IS
  'Configurações que mudam respostas: fuso horário, política da promessa, chaves da classificação.';

INSERT INTO ruptura.configuracao (chave, valor) VALUES
  ('RUPTURA_TZ', 'America/Sao_Paulo'),
  ('politica', 'por_item'),
  ('classificacao', '');

-- The business date, by the database's clock. A deleted row means its default.
CREATE FUNCTION ruptura.hoje() RETURNS date
  LANGUAGE sql STABLE
  RETURN (now() AT TIME ZONE coalesce(
    (SELECT valor FROM ruptura.configuracao WHERE chave = 'RUPTURA_TZ'),
    'America/Sao_Paulo'
  ))::date;

COMMENT ON FUNCTION ruptura.hoje() IS 'A data de hoje no fuso horário configurado, pelo relógio do banco.';

-- The last day the book was rolled to: one row. Whoever changes `dia` from an older date does the work of that day.
CREATE TABLE ruptura.dia_corrente (
  unica boolean DEFAULT true,
  dia date,
  virado_em timestamptz,
  CONSTRAINT dia_corrente_so_tem_uma_linha PRIMARY KEY (unica),
  CONSTRAINT dia_corrente_nao_admite_outra_linha CHECK (unica)
);

INSERT INTO ruptura.dia_corrente DEFAULT VALUES;
