-- Codes keep leading zeros and are compared byte by byte; only the blanks around them mean nothing.
-- The blanks are those of JavaScript's trim(): every way into the tables must agree on what a code is.

CREATE FUNCTION ruptura.aparar(codigo text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN pg_catalog.btrim(
    codigo,
    E' \t\n\u000b\u000c\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'
  );

COMMENT ON FUNCTION ruptura.aparar(text) IS
  'Tira os brancos em volta de um código: espaços, tabulações, quebras de linha, espaço não separável.';
