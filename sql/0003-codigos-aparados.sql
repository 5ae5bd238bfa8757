-- Blanks around codes are taken off whoever writes. The WHEN clause is the fast path: a function is called only for
-- the rare row that needs it. An optional code of blanks alone is no code: it becomes null.
-- With the owner's rights: a writer needs none on the schema ruptura.

CREATE FUNCTION ruptura.aparar_movimentacao() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.cod_produto := ruptura.aparar(NEW.cod_produto);
  NEW.chave_externa := nullif(ruptura.aparar(NEW.chave_externa), '');
  RETURN NEW;
END $$;

CREATE TRIGGER aparar_codigos BEFORE INSERT OR UPDATE ON public.movimentacao_estoque
  FOR EACH ROW WHEN (ruptura.precisa_aparar(NEW.cod_produto, NEW.chave_externa))
  EXECUTE FUNCTION ruptura.aparar_movimentacao();

-- carteira_principal and pre_separacao_item: a pair and an optional lot.
CREATE FUNCTION ruptura.aparar_par_e_lote() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.cod_produto := ruptura.aparar(NEW.cod_produto);
  NEW.num_pedido := ruptura.aparar(NEW.num_pedido);
  NEW.separacao_lote_id := nullif(ruptura.aparar(NEW.separacao_lote_id), '');
  RETURN NEW;
END $$;

CREATE TRIGGER aparar_codigos BEFORE INSERT OR UPDATE ON public.carteira_principal
  FOR EACH ROW WHEN (ruptura.precisa_aparar(NEW.cod_produto, NEW.num_pedido, NEW.separacao_lote_id))
  EXECUTE FUNCTION ruptura.aparar_par_e_lote();

CREATE TRIGGER aparar_codigos BEFORE INSERT OR UPDATE ON public.pre_separacao_item
  FOR EACH ROW WHEN (ruptura.precisa_aparar(NEW.cod_produto, NEW.num_pedido, NEW.separacao_lote_id))
  EXECUTE FUNCTION ruptura.aparar_par_e_lote();

CREATE FUNCTION ruptura.aparar_separacao() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.separacao_lote_id := ruptura.aparar(NEW.separacao_lote_id);
  NEW.num_pedido := ruptura.aparar(NEW.num_pedido);
  NEW.cod_produto := ruptura.aparar(NEW.cod_produto);
  RETURN NEW;
END $$;

CREATE TRIGGER aparar_codigos BEFORE INSERT OR UPDATE ON public.separacao
  FOR EACH ROW WHEN (ruptura.precisa_aparar(NEW.separacao_lote_id, NEW.num_pedido, NEW.cod_produto))
  EXECUTE FUNCTION ruptura.aparar_separacao();

CREATE FUNCTION ruptura.aparar_pedido() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.separacao_lote_id := ruptura.aparar(NEW.separacao_lote_id);
  RETURN NEW;
END $$;

CREATE TRIGGER aparar_codigos BEFORE INSERT OR UPDATE ON public.pedido
  FOR EACH ROW WHEN (ruptura.precisa_aparar(NEW.separacao_lote_id))
  EXECUTE FUNCTION ruptura.aparar_pedido();

CREATE FUNCTION ruptura.aparar_producao() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.cod_produto := ruptura.aparar(NEW.cod_produto);
  RETURN NEW;
END $$;

CREATE TRIGGER aparar_codigos BEFORE INSERT OR UPDATE ON public.programacao_producao
  FOR EACH ROW WHEN (ruptura.precisa_aparar(NEW.cod_produto))
  EXECUTE FUNCTION ruptura.aparar_producao();
