import pg from 'pg';

const { builtins } = pg.types;

/** Arrays of the types below, by object id (the driver names only the element types). */
const TEXT_ARRAY = 1009;
const ARRAY_OF = { int8: 1016, date: 1182, numeric: 1231, timestamp: 1115 } as const;

function asText(text: string): string {
  return text;
}

/**
 * How column values arrive: `numeric`, `bigint`, `date` (`yyyy-mm-dd`) and `timestamp` as PostgreSQL writes them, so
 * that nothing is rounded and no time zone is guessed; their arrays as arrays of the same texts. Everything else as
 * the driver does by default (`timestamptz` is a Date, `jsonb` is parsed). Belongs to one connection or pool: other
 * users of the driver in the process keep theirs.
 */
export function valueParsers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  for (const type of [builtins.NUMERIC, builtins.INT8, builtins.DATE, builtins.TIMESTAMP]) {
    types.setTypeParser(type, asText);
  }
  const textArray = pg.types.getTypeParser(TEXT_ARRAY as number, 'text') as (text: string) => string[];
  for (const type of Object.values(ARRAY_OF)) types.setTypeParser(type as number, textArray);
  return types;
}
