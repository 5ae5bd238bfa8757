/** SQL of an instant as people of the business write it. */
export function peopleInstant(column: string): string {
  return `to_char(${column} AT TIME ZONE coalesce(
    (SELECT valor FROM ruptura.configuracao WHERE chave = 'RUPTURA_TZ'), 'America/Sao_Paulo'
  ), 'DD/MM/YYYY HH24:MI')`;
}
