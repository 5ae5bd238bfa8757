import type { OrderDetails } from '../../../../contract/order-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { Badge } from '../../parts/badge.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

interface Piece {
  readonly key: string;
  readonly title: string;
  readonly product: string;
  readonly quantity: number;
  readonly day: string | null;
  readonly status: string;
  readonly counts: boolean;
}

/** Allocations and drafts of an order, as the tables hold them. */
export function OrderLots({ details }: { details: OrderDetails }) {
  const pieces = piecesOf(details);
  return (
    <section class="drawer-section">
      <h3>{WORDS.say('lots_title')}</h3>
      {pieces.length === 0 ? (
        <p class="muted">{WORDS.say('lots_none')}</p>
      ) : (
        <ul class="lots">
          {pieces.map((piece) => (
            <Lot key={piece.key} piece={piece} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Lot({ piece }: { piece: Piece }) {
  const { date, number } = formats();
  return (
    <li>
      <span class="strong">{piece.title}</span>
      <span>
        {WORDS.say('lot_quantity', { quantity: number(piece.quantity) })}{' '}
        <a href={pageAddress('produto', { cod_produto: piece.product })}>{piece.product}</a>
      </span>
      <span class="muted">
        {piece.day === null ? WORDS.say('lot_without_date') : WORDS.say('lot_on', { date: date(piece.day) })}
      </span>
      <Badge tone={piece.counts ? 'accent' : 'neutral'} outline={!piece.counts}>
        {piece.counts ? piece.status : `${piece.status} · ${WORDS.say('lot_not_counted')}`}
      </Badge>
    </li>
  );
}

function piecesOf({ separacoes, pre_separacoes }: OrderDetails): Piece[] {
  const status = (text: string | null): string => text ?? WORDS.say('lot_status_none');
  return [
    ...separacoes.map((one) => ({
      key: `lot ${one.id}`,
      title: WORDS.say('lot', { lot: one.separacao_lote_id }),
      product: one.cod_produto,
      quantity: one.qtd_saldo,
      day: one.expedicao,
      status: status(one.status),
      counts: one.conta,
    })),
    ...pre_separacoes.map((one) => ({
      key: `draft ${one.id}`,
      title:
        one.separacao_lote_id === null
          ? WORDS.say('draft')
          : WORDS.say('draft_in', { lot: one.separacao_lote_id }),
      product: one.cod_produto,
      quantity: one.qtd_selecionada_usuario,
      day: one.data_expedicao_editada,
      status: status(one.status),
      counts: one.conta,
    })),
  ];
}
