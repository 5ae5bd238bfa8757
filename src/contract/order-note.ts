/** What people wrote about an order, as the table `anotacao_pedido` has it. A note that says nothing is no row. */
export interface OrderNote {
  readonly nota: string | null;
  readonly responsavel: string | null;
  /** `yyyy-mm-dd`. */
  readonly adiado_ate: string | null;
  /** Grows with every write of any note. */
  readonly versao: number;
  readonly alterado_por: string | null;
  /** Milliseconds since 1970. */
  readonly alterado_em: number;
}

/** Columns a note is read by, each as text. */
export const NOTE_COLUMNS = `num_pedido, nota, responsavel, adiado_ate::text AS adiado_ate, versao::text AS versao,
  alterado_por, trunc(extract(epoch FROM alterado_em) * 1000)::text AS alterado_em`;

/** A row of `NOTE_COLUMNS`. */
export interface OrderNoteRow extends Omit<OrderNote, 'versao' | 'alterado_em'> {
  readonly num_pedido: string;
  readonly versao: string;
  readonly alterado_em: string;
}

/** Notes by the code of their order. */
export function notesByOrder(rows: readonly OrderNoteRow[]): Map<string, OrderNote> {
  return new Map(
    rows.map(({ num_pedido, versao, alterado_em, ...note }) => [
      num_pedido,
      { ...note, versao: Number(versao), alterado_em: Number(alterado_em) },
    ]),
  );
}
