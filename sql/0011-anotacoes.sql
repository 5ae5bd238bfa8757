-- What people write about an order: a note, who has it in hand, and until when it is put off. Any SQL client may write
-- it too. Keyed by the order and tied to nothing: the ERP replaces its order book wholesale and a note stays, also of an
-- order that is gone.

CREATE TABLE public.anotacao_pedido (
  num_pedido text COLLATE "C" NOT NULL,
  nota text,
  responsavel text,
  adiado_ate date,
  alterado_por text,
  alterado_em timestamptz NOT NULL,
  -- The table's own, whoever writes: never given twice, so that no reader takes a note that was removed and written
  -- anew for the one it has seen.
  versao bigint NOT NULL,
  CONSTRAINT anotacao_pedido_num_pedido PRIMARY KEY (num_pedido),
  CONSTRAINT num_pedido_nao_pode_ser_vazio CHECK (num_pedido <> ''),
  CONSTRAINT num_pedido_passa_de_120_caracteres CHECK (char_length(num_pedido) <= 120),
  CONSTRAINT nota_nao_pode_ser_vazia CHECK (nota <> ''),
  CONSTRAINT nota_passa_de_4000_caracteres CHECK (char_length(nota) <= 4000),
  CONSTRAINT responsavel_nao_pode_ser_vazio CHECK (responsavel <> ''),
  CONSTRAINT responsavel_passa_de_200_caracteres CHECK (char_length(responsavel) <= 200),
  CONSTRAINT adiado_ate_fora_dos_anos_1900_a_2200 CHECK (adiado_ate BETWEEN DATE '1900-01-01' AND DATE '2200-12-31'),
  CONSTRAINT alterado_por_passa_de_1000_caracteres CHECK (char_length(alterado_por) <= 1000),
  CONSTRAINT anotacao_sem_nota_responsavel_nem_adiamento CHECK (num_nonnulls(nota, responsavel, adiado_ate) > 0)
);

COMMENT ON TABLE public.anotacao_pedido IS
  'Anotações dos pedidos: nota, responsável e até quando foram adiados. Ficam quando a carteira é reimportada.';

CREATE TRIGGER aparar_codigos
  BEFORE INSERT OR UPDATE ON public.anotacao_pedido FOR EACH ROW
  WHEN (ruptura.precisa_aparar(NEW.num_pedido)) EXECUTE FUNCTION ruptura.aparar_codigos('num_pedido');

CREATE SEQUENCE ruptura.anotacao_versao;

-- An instant that is given (a backup that comes back) is kept; one that nobody names is now.
CREATE FUNCTION ruptura.versionar_anotacao() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.versao := nextval('ruptura.anotacao_versao');
  IF NEW.alterado_em IS NULL OR TG_OP = 'UPDATE' AND NEW.alterado_em = OLD.alterado_em THEN
    NEW.alterado_em := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER versionar_anotacao
  BEFORE INSERT OR UPDATE ON public.anotacao_pedido FOR EACH ROW EXECUTE FUNCTION ruptura.versionar_anotacao();

SELECT ruptura.instalar_marcas('public.anotacao_pedido', 'atualizar_carteira_apos_anotacao', '{num_pedido}');
SELECT ruptura.instalar_anteriores('public.anotacao_pedido');
ALTER TABLE ruptura.antes_anotacao_pedido ALTER versao DROP NOT NULL;
