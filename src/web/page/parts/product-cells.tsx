import { pageAddress } from '../app/router.ts';
import { formats } from '../words/words.ts';

/** Cells that lists about products share. Their links are no stops of the Tab key: the list is one. */

export function NoValue() {
  return <span class="muted">—</span>;
}

/** A code that leads to the stock card. */
export function ProductCode({ code }: { code: string }) {
  return (
    <a class="cell-text strong" tabIndex={-1} href={pageAddress('produto', { cod_produto: code })}>
      {code}
    </a>
  );
}

/** A text that may be cut, and is told whole where somebody points. */
export function TextCell({ text }: { text: string | null }) {
  if (text === null) return <NoValue />;
  return (
    <span class="cell-text" title={text}>
      {text}
    </span>
  );
}

/** How many orders there are with a product; they lead to those of the order book. */
export function OrdersOfProduct({ product, count }: { product: string; count: number | null }) {
  if (count === null || count === 0) return <NoValue />;
  return (
    <a tabIndex={-1} href={pageAddress('carteira', {}, { cod_produto: product })}>
      {formats().integer(count)}
    </a>
  );
}

export function MoneyCell({ value }: { value: number | null }) {
  return value === null || value === 0 ? <NoValue /> : <span class="strong">{formats().money(value)}</span>;
}

/** A day of the next weeks: `qua 04/03`. */
export function weekdayText(day: string): string {
  const { shortDate, weekday } = formats();
  return `${weekday(day)} ${shortDate(day)}`;
}
