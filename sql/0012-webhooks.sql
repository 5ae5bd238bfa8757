-- Webhooks: the event is written in the transaction that saves the change of status_ruptura, with a delivery for each
-- target of that moment. Delivered at least once; what fails for a day is dead until somebody sends it again.

CREATE TABLE ruptura.webhook (
  id bigint GENERATED ALWAYS AS IDENTITY,
  url text NOT NULL,
  segredo text NOT NULL,
  eventos text[] COLLATE "C" NOT NULL DEFAULT ARRAY['ruptura_detectada', 'ruptura_resolvida'],
  ativo boolean NOT NULL DEFAULT true,
  criado_em timestamptz NOT NULL DEFAULT now(),
  criado_por text,
  CONSTRAINT webhook_id PRIMARY KEY (id),
  CONSTRAINT url_deve_comecar_com_http CHECK (url ~ '^https?://' AND char_length(url) <= 2000),
  CONSTRAINT eventos_desconhecidos CHECK (
    cardinality(eventos) > 0 AND eventos <@ ARRAY['ruptura_detectada', 'ruptura_resolvida'] COLLATE "C"
  )
);

CREATE TABLE ruptura.evento_saida (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tipo text COLLATE "C" NOT NULL,
  cod_produto text COLLATE "C" NOT NULL,
  dados jsonb NOT NULL,
  criado_em timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT evento_saida_id PRIMARY KEY (id),
  CONSTRAINT tipo_de_evento_desconhecido CHECK (tipo IN ('ruptura_detectada', 'ruptura_resolvida'))
);

CREATE INDEX evento_saida_quando ON ruptura.evento_saida (criado_em);

CREATE TABLE ruptura.entrega_webhook (
  evento_id bigint,
  webhook_id bigint,
  estado text COLLATE "C" NOT NULL DEFAULT 'PENDENTE',
  tentativas integer NOT NULL DEFAULT 0,
  proxima_tentativa_em timestamptz NOT NULL DEFAULT clock_timestamp(),
  entregue_em timestamptz,
  ultimo_status integer,
  ultimo_erro text,
  CONSTRAINT entrega_webhook_evento_e_webhook PRIMARY KEY (evento_id, webhook_id),
  CONSTRAINT entrega_de_evento_desconhecido FOREIGN KEY (evento_id)
    REFERENCES ruptura.evento_saida (id) ON DELETE CASCADE,
  CONSTRAINT entrega_a_webhook_desconhecido FOREIGN KEY (webhook_id)
    REFERENCES ruptura.webhook (id) ON DELETE CASCADE,
  CONSTRAINT estado_de_entrega_desconhecido CHECK (estado IN ('PENDENTE', 'ENTREGUE', 'MORTA')),
  CONSTRAINT entregue_em_so_de_entregue CHECK ((entregue_em IS NOT NULL) = (estado = 'ENTREGUE'))
);

CREATE INDEX entrega_webhook_por_fazer ON ruptura.entrega_webhook (proxima_tentativa_em) WHERE estado = 'PENDENTE';
CREATE INDEX entrega_webhook_por_webhook ON ruptura.entrega_webhook (webhook_id);
