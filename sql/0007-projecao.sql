-- Saved projections, for SQL readers and for history. Answers of the program never come from them.

CREATE TABLE public.estoque_projecao_cache (
  cod_produto text COLLATE "C",
  projecao jsonb NOT NULL,
  menor_estoque_7d numeric(24,3) NOT NULL,
  dia_ruptura date,
  status_ruptura text COLLATE "C" NOT NULL,
  data_calculo timestamptz NOT NULL DEFAULT now(),
  tempo_calculo_ms numeric(12,3) NOT NULL,
  versao bigint NOT NULL,
  CONSTRAINT estoque_projecao_cache_produto PRIMARY KEY (cod_produto),
  CONSTRAINT projecao_deve_ter_29_dias CHECK (
    CASE jsonb_typeof(projecao) WHEN 'array' THEN jsonb_array_length(projecao) = 29 ELSE false END
  ),
  CONSTRAINT menor_estoque_7d_sem_valor CHECK (menor_estoque_7d <> 'NaN'),
  CONSTRAINT status_ruptura_desconhecido CHECK (status_ruptura IN ('CRÍTICO', 'ATENÇÃO', 'OK')),
  CONSTRAINT tempo_calculo_ms_negativo_ou_sem_valor CHECK (tempo_calculo_ms BETWEEN 0 AND 999999999.999)
);

CREATE INDEX idx_cache_validade ON public.estoque_projecao_cache (data_calculo);

COMMENT ON TABLE public.estoque_projecao_cache IS
  'Projeção de 29 dias por produto, para consultas SQL; data_calculo diz de quando é.';

-- One row per product and day, written at the roll of the day.
CREATE TABLE public.estoque_projecao_historico (
  cod_produto text COLLATE "C",
  dia date,
  menor_estoque_7d numeric(24,3) NOT NULL,
  dia_ruptura date,
  status_ruptura text COLLATE "C" NOT NULL,
  estoque_d0 numeric(24,3) NOT NULL,
  estoque_d7 numeric(24,3) NOT NULL,
  estoque_d28 numeric(24,3) NOT NULL,
  CONSTRAINT estoque_projecao_historico_dia_e_produto PRIMARY KEY (dia, cod_produto),
  CONSTRAINT status_ruptura_desconhecido CHECK (status_ruptura IN ('CRÍTICO', 'ATENÇÃO', 'OK'))
);

CREATE INDEX estoque_projecao_historico_produto ON public.estoque_projecao_historico (cod_produto, dia);

COMMENT ON TABLE public.estoque_projecao_historico IS
  'Fotografia diária da projeção de cada produto: menor saldo, situação, fechamento de D0, D7 e D28.';

-- Days older than the history keeps: one row of statistics per product and month (its first day). Sums and counts, so
-- that a month may be compacted in several steps.
CREATE TABLE public.estoque_projecao_resumo (
  cod_produto text COLLATE "C",
  mes date,
  dias integer NOT NULL,
  dias_critico integer NOT NULL,
  dias_atencao integer NOT NULL,
  dias_ok integer NOT NULL,
  menor_estoque_7d numeric(24,3) NOT NULL,
  soma_estoque_d0 numeric(30,3) NOT NULL,
  soma_estoque_d7 numeric(30,3) NOT NULL,
  soma_estoque_d28 numeric(30,3) NOT NULL,
  CONSTRAINT estoque_projecao_resumo_produto_e_mes PRIMARY KEY (cod_produto, mes),
  CONSTRAINT mes_deve_ser_o_dia_1 CHECK (extract(day FROM mes) = 1),
  CONSTRAINT dias_deve_ser_a_soma_das_situacoes CHECK (
    dias > 0 AND least(dias_critico, dias_atencao, dias_ok) >= 0 AND dias = dias_critico + dias_atencao + dias_ok
  )
);

COMMENT ON TABLE public.estoque_projecao_resumo IS
  'Estatística mensal por produto das fotografias antigas; média = soma / dias.';
