-- Everything that changes an answer without moving stock writes a mark: pairs (product, order), products or lots, never
-- quantities.
--
-- A statement that touches at most 1,000 pairs writes a row per pair; above that a row per product; above 20,000
-- products (or lots) one row for the table. The rows of an UPDATE are compared as a whole: old rows count −1, new rows
-- +1; equal ones cancel out, whatever their order.

-- Gives a table its marks: one function, and a trigger for each kind of statement, TRUNCATE included. May be called
-- again: what is there is replaced. The function is written out for its table, because a plan made for names that are
-- known is kept, and one made at each call costs every writer.
--   chaves   columns a mark names: (product, order), one column, or none: the table is read again as a whole
--   filtro   which rows exist: the others are as good as absent
CREATE FUNCTION ruptura.instalar_marcas(tabela regclass, prefixo text, chaves text[], filtro text DEFAULT 'true')
  RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $instalar$
DECLARE
  funcao text := format('ruptura.%I', 'marcar_' || (SELECT relname FROM pg_class WHERE oid = tabela));
  -- Rows that came or went, and rows of an UPDATE that are not what they were.
  alteradas text := format('(SELECT * FROM alteradas WHERE %s) AS alteradas', filtro);
  diferentes text := format(
    $sql$(
        SELECT 1%2$s FROM (
          SELECT 1 AS sinal%2$s, v AS linha FROM novas AS v WHERE %1$s
          UNION ALL
          SELECT -1%2$s, v FROM antigas AS v WHERE %1$s
        ) AS versoes
        GROUP BY linha%2$s
        HAVING sum(sinal) <> 0
      ) AS diferentes$sql$,
    filtro, (SELECT coalesce(string_agg(format(', %I', c), ''), '') FROM unnest(chaves) AS c));
  -- %s: where the rows come from.
  marcar text := CASE cardinality(chaves)
    WHEN 0 THEN 'INSERT INTO ruptura.mudanca (tabela) SELECT TG_TABLE_NAME WHERE EXISTS (SELECT FROM %s)'
    WHEN 1 THEN format(
      $sql$INSERT INTO ruptura.mudanca (tabela, %1$I)
      SELECT DISTINCT TG_TABLE_NAME, CASE WHEN quantos <= 20000 THEN %1$I END
      FROM (SELECT %1$I, count(*) OVER () AS quantos FROM %%s GROUP BY %1$I) AS medida$sql$, chaves[1])
    ELSE format(
      $sql$INSERT INTO ruptura.mudanca (tabela, %1$I, %2$I)
      SELECT DISTINCT
        TG_TABLE_NAME,
        CASE WHEN grupos <= 20000 THEN %1$I END,
        CASE WHEN pares <= 1000 THEN %2$I END
      FROM (
        SELECT %1$I, %2$I, count(*) OVER () AS pares, max(posicao) OVER () AS grupos
        FROM (
          SELECT %1$I, %2$I, dense_rank() OVER (ORDER BY %1$I) AS posicao FROM %%s GROUP BY %1$I, %2$I
        ) AS par
      ) AS medida$sql$, chaves[1], chaves[2])
  END;
  evento record;
BEGIN
  -- Runs with the owner's rights: a writer needs none on the schema ruptura.
  EXECUTE format(
    $sql$CREATE OR REPLACE FUNCTION %s() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $marcar$
    BEGIN
      IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO ruptura.mudanca (tabela) VALUES (TG_TABLE_NAME);
      ELSIF TG_OP = 'UPDATE' THEN
        %s;
      ELSE
        %s;
      END IF;
      RETURN NULL;
    END $marcar$$sql$, funcao, format(marcar, diferentes), format(marcar, alteradas));
  FOR evento IN SELECT * FROM (VALUES
    ('INSERT', 'REFERENCING NEW TABLE AS alteradas'),
    ('UPDATE', 'REFERENCING OLD TABLE AS antigas NEW TABLE AS novas'),
    ('DELETE', 'REFERENCING OLD TABLE AS alteradas'),
    ('TRUNCATE', '')
  ) AS e (nome, tabelas) LOOP
    EXECUTE format(
      'CREATE OR REPLACE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()',
      prefixo || '_' || lower(evento.nome), evento.nome, tabela, evento.tabelas, funcao);
  END LOOP;
END $instalar$;

SELECT
  ruptura.instalar_marcas('public.carteira_principal', 'atualizar_projecao_apos_carteira', '{cod_produto,num_pedido}', 'ativo'),
  ruptura.instalar_marcas('public.separacao', 'atualizar_projecao_apos_separacao', '{cod_produto,num_pedido}'),
  ruptura.instalar_marcas('public.pre_separacao_item', 'atualizar_projecao_apos_pre_separacao', '{cod_produto,num_pedido}'),
  ruptura.instalar_marcas('public.pedido', 'atualizar_projecao_apos_pedido', '{separacao_lote_id}'),
  ruptura.instalar_marcas('public.programacao_producao', 'atualizar_projecao_apos_producao', '{cod_produto}'),
  ruptura.instalar_marcas('ruptura.configuracao', 'atualizar_projecao_apos_configuracao', '{}');
