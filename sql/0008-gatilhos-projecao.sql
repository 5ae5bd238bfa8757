-- Everything else that changes an answer writes a mark: pairs (product, order), products or lots, never quantities.
--
-- A statement that touches at most 1,000 pairs writes a row per pair; above that a row per product; above 20,000
-- products (or lots) one row for the table. The rows of an UPDATE are compared as in the trigger of the movements: old
-- rows count −1, new rows +1, equal ones cancel out.

-- separacao, pre_separacao_item
CREATE FUNCTION ruptura.registrar_pares() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, cod_produto, num_pedido)
  SELECT DISTINCT
    TG_TABLE_NAME,
    CASE WHEN produtos <= 20000 THEN cod_produto END,
    CASE WHEN pares <= 1000 THEN num_pedido END
  FROM (
    SELECT cod_produto, num_pedido, count(*) OVER () AS pares, max(posicao) OVER () AS produtos
    FROM (
      SELECT cod_produto, num_pedido, dense_rank() OVER (ORDER BY cod_produto) AS posicao
      FROM alteradas
      GROUP BY cod_produto, num_pedido
    ) AS par
  ) AS medida;
  RETURN NULL;
END $$;

CREATE FUNCTION ruptura.registrar_pares_update() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, cod_produto, num_pedido)
  SELECT DISTINCT
    TG_TABLE_NAME,
    CASE WHEN produtos <= 20000 THEN cod_produto END,
    CASE WHEN pares <= 1000 THEN num_pedido END
  FROM (
    SELECT cod_produto, num_pedido, count(*) OVER () AS pares, max(posicao) OVER () AS produtos
    FROM (
      SELECT cod_produto, num_pedido, dense_rank() OVER (ORDER BY cod_produto) AS posicao
      FROM (
        SELECT cod_produto, num_pedido
        FROM (
          SELECT 1 AS sinal, cod_produto, num_pedido, v AS linha FROM novas AS v
          UNION ALL
          SELECT -1, cod_produto, num_pedido, v FROM antigas AS v
        ) AS versoes
        GROUP BY cod_produto, num_pedido, linha
        HAVING sum(sinal) <> 0
      ) AS diferenca
      GROUP BY cod_produto, num_pedido
    ) AS par
  ) AS medida;
  RETURN NULL;
END $$;

-- carteira_principal: inactive lines are as good as absent.
CREATE FUNCTION ruptura.registrar_carteira() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, cod_produto, num_pedido)
  SELECT DISTINCT
    TG_TABLE_NAME,
    CASE WHEN produtos <= 20000 THEN cod_produto END,
    CASE WHEN pares <= 1000 THEN num_pedido END
  FROM (
    SELECT cod_produto, num_pedido, count(*) OVER () AS pares, max(posicao) OVER () AS produtos
    FROM (
      SELECT cod_produto, num_pedido, dense_rank() OVER (ORDER BY cod_produto) AS posicao
      FROM alteradas
      WHERE ativo
      GROUP BY cod_produto, num_pedido
    ) AS par
  ) AS medida;
  RETURN NULL;
END $$;

CREATE FUNCTION ruptura.registrar_carteira_update() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, cod_produto, num_pedido)
  SELECT DISTINCT
    TG_TABLE_NAME,
    CASE WHEN produtos <= 20000 THEN cod_produto END,
    CASE WHEN pares <= 1000 THEN num_pedido END
  FROM (
    SELECT cod_produto, num_pedido, count(*) OVER () AS pares, max(posicao) OVER () AS produtos
    FROM (
      SELECT cod_produto, num_pedido, dense_rank() OVER (ORDER BY cod_produto) AS posicao
      FROM (
        SELECT cod_produto, num_pedido
        FROM (
          SELECT 1 AS sinal, cod_produto, num_pedido, v AS linha FROM novas AS v WHERE ativo
          UNION ALL
          SELECT -1, cod_produto, num_pedido, v FROM antigas AS v WHERE ativo
        ) AS versoes
        GROUP BY cod_produto, num_pedido, linha
        HAVING sum(sinal) <> 0
      ) AS diferenca
      GROUP BY cod_produto, num_pedido
    ) AS par
  ) AS medida;
  RETURN NULL;
END $$;

-- programacao_producao
CREATE FUNCTION ruptura.registrar_produtos() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, cod_produto)
  SELECT DISTINCT TG_TABLE_NAME, CASE WHEN quantos <= 20000 THEN cod_produto END
  FROM (
    SELECT cod_produto, count(*) OVER () AS quantos FROM alteradas GROUP BY cod_produto
  ) AS medida;
  RETURN NULL;
END $$;

CREATE FUNCTION ruptura.registrar_produtos_update() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, cod_produto)
  SELECT DISTINCT TG_TABLE_NAME, CASE WHEN quantos <= 20000 THEN cod_produto END
  FROM (
    SELECT cod_produto, count(*) OVER () AS quantos FROM (
      SELECT cod_produto
      FROM (
        SELECT 1 AS sinal, cod_produto, v AS linha FROM novas AS v
        UNION ALL
        SELECT -1, cod_produto, v FROM antigas AS v
      ) AS versoes
      GROUP BY cod_produto, linha
      HAVING sum(sinal) <> 0
    ) AS diferenca GROUP BY cod_produto
  ) AS medida;
  RETURN NULL;
END $$;

-- pedido
CREATE FUNCTION ruptura.registrar_lotes() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, separacao_lote_id)
  SELECT DISTINCT TG_TABLE_NAME, CASE WHEN quantos <= 20000 THEN separacao_lote_id END
  FROM (
    SELECT separacao_lote_id, count(*) OVER () AS quantos FROM alteradas GROUP BY separacao_lote_id
  ) AS medida;
  RETURN NULL;
END $$;

CREATE FUNCTION ruptura.registrar_lotes_update() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela, separacao_lote_id)
  SELECT DISTINCT TG_TABLE_NAME, CASE WHEN quantos <= 20000 THEN separacao_lote_id END
  FROM (
    SELECT separacao_lote_id, count(*) OVER () AS quantos FROM (
      SELECT separacao_lote_id
      FROM (
        SELECT 1 AS sinal, separacao_lote_id, v AS linha FROM novas AS v
        UNION ALL
        SELECT -1, separacao_lote_id, v FROM antigas AS v
      ) AS versoes
      GROUP BY separacao_lote_id, linha
      HAVING sum(sinal) <> 0
    ) AS diferenca GROUP BY separacao_lote_id
  ) AS medida;
  RETURN NULL;
END $$;

-- TRUNCATE: the whole table must be read again.
CREATE FUNCTION ruptura.registrar_tabela() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ruptura.mudanca (tabela) VALUES (TG_TABLE_NAME);
  RETURN NULL;
END $$;

-- Settings: rare and few, read again as a whole.
CREATE FUNCTION ruptura.registrar_configuracao() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM alteradas) THEN
    INSERT INTO ruptura.mudanca (tabela) VALUES (TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION ruptura.registrar_configuracao_update() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (TABLE novas EXCEPT ALL TABLE antigas) THEN
    INSERT INTO ruptura.mudanca (tabela) VALUES (TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER atualizar_projecao_apos_carteira_insert AFTER INSERT ON public.carteira_principal
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_carteira();

CREATE TRIGGER atualizar_projecao_apos_carteira_update AFTER UPDATE ON public.carteira_principal
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_carteira_update();

CREATE TRIGGER atualizar_projecao_apos_carteira_delete AFTER DELETE ON public.carteira_principal
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_carteira();

CREATE TRIGGER atualizar_projecao_apos_carteira_truncate AFTER TRUNCATE ON public.carteira_principal
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_tabela();

CREATE TRIGGER atualizar_projecao_apos_separacao_insert AFTER INSERT ON public.separacao
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_pares();

CREATE TRIGGER atualizar_projecao_apos_separacao_update AFTER UPDATE ON public.separacao
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_pares_update();

CREATE TRIGGER atualizar_projecao_apos_separacao_delete AFTER DELETE ON public.separacao
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_pares();

CREATE TRIGGER atualizar_projecao_apos_separacao_truncate AFTER TRUNCATE ON public.separacao
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_tabela();

CREATE TRIGGER atualizar_projecao_apos_pre_separacao_insert AFTER INSERT ON public.pre_separacao_item
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_pares();

CREATE TRIGGER atualizar_projecao_apos_pre_separacao_update AFTER UPDATE ON public.pre_separacao_item
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_pares_update();

CREATE TRIGGER atualizar_projecao_apos_pre_separacao_delete AFTER DELETE ON public.pre_separacao_item
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_pares();

CREATE TRIGGER atualizar_projecao_apos_pre_separacao_truncate AFTER TRUNCATE ON public.pre_separacao_item
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_tabela();

CREATE TRIGGER atualizar_projecao_apos_pedido_insert AFTER INSERT ON public.pedido
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_lotes();

CREATE TRIGGER atualizar_projecao_apos_pedido_update AFTER UPDATE ON public.pedido
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_lotes_update();

CREATE TRIGGER atualizar_projecao_apos_pedido_delete AFTER DELETE ON public.pedido
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_lotes();

CREATE TRIGGER atualizar_projecao_apos_pedido_truncate AFTER TRUNCATE ON public.pedido
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_tabela();

CREATE TRIGGER atualizar_projecao_apos_producao_insert AFTER INSERT ON public.programacao_producao
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_produtos();

CREATE TRIGGER atualizar_projecao_apos_producao_update AFTER UPDATE ON public.programacao_producao
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_produtos_update();

CREATE TRIGGER atualizar_projecao_apos_producao_delete AFTER DELETE ON public.programacao_producao
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_produtos();

CREATE TRIGGER atualizar_projecao_apos_producao_truncate AFTER TRUNCATE ON public.programacao_producao
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_tabela();

CREATE TRIGGER atualizar_projecao_apos_configuracao_insert AFTER INSERT ON ruptura.configuracao
  REFERENCING NEW TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_configuracao();

CREATE TRIGGER atualizar_projecao_apos_configuracao_update AFTER UPDATE ON ruptura.configuracao
  REFERENCING OLD TABLE AS antigas NEW TABLE AS novas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_configuracao_update();

CREATE TRIGGER atualizar_projecao_apos_configuracao_delete AFTER DELETE ON ruptura.configuracao
  REFERENCING OLD TABLE AS alteradas
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_configuracao();

CREATE TRIGGER atualizar_projecao_apos_configuracao_truncate AFTER TRUNCATE ON ruptura.configuracao
  FOR EACH STATEMENT EXECUTE FUNCTION ruptura.registrar_tabela();
