import type { EpochDay, Thousandths } from '../contract/units.ts';
import type { DemoPlan } from './orders.ts';
import { randomOf, STREAM } from './random.ts';
import { DEPOTS } from './vocabulary.ts';

export interface DemoMovement {
  readonly day: EpochDay;
  readonly kind: string;
  /** Signed, never zero. */
  readonly quantity: Thousandths;
  readonly depot: string;
  readonly document: string | null;
  readonly key: string | null;
  readonly active: boolean;
}

const HISTORY_DAYS = 60;

/** Two months of movements whose active ones add up to `stock` exactly. */
export function productMovements(plan: DemoPlan, product: number, stock: Thousandths): DemoMovement[] {
  const random = randomOf(plan.seed, STREAM.movement, product);
  const depot = random.pick(DEPOTS);
  const scale = Math.max(4000, stock);
  const history: DemoMovement[] = [];
  const post = (back: number, kind: string, units: number, document: string, active = true): void => {
    const number = history.length;
    const key = random.chance(0.5) ? `ERP-${plan.seed}-${product}-${number}` : null;
    history.push({ day: plan.today - back, kind, quantity: units * 1000, depot, document, key, active });
  };
  const part = (share: number): number => Math.ceil((scale * share * (0.5 + random.next())) / 1000);
  for (let back = HISTORY_DAYS - 7; back > 0; back -= random.whole(7, 12)) {
    post(back, 'PRODUCAO', part(0.3), `OP ${random.whole(10_000, 99_999)}`);
    post(
      Math.max(0, back - random.whole(0, 6)),
      'FATURAMENTO',
      -part(0.3),
      `NF ${random.whole(100_000, 999_999)}`,
    );
  }
  if (random.chance(0.05)) post(random.whole(1, 20), 'FATURAMENTO', -part(0.1), 'NF CANCELADA', false);
  if (product % 150 === 20) history.push({ ...history[1]!, key: null });
  return withOpening(plan, history, stock, depot);
}

/** Puts the opening balance first, and a stocktaking correction last where no opening balance could explain the stock. */
function withOpening(
  plan: DemoPlan,
  history: readonly DemoMovement[],
  stock: Thousandths,
  depot: string,
): DemoMovement[] {
  const moved = history.reduce((sum, movement) => sum + (movement.active ? movement.quantity : 0), 0);
  const opening = Math.max(0, stock - moved);
  const correction = stock - moved - opening;
  const plain = { depot, document: null, key: null, active: true };
  const day = plan.today - HISTORY_DAYS;
  return [
    ...(opening === 0 ? [] : [{ ...plain, day, kind: 'SALDO_INICIAL', quantity: opening }]),
    ...history,
    ...(correction === 0 ? [] : [{ ...plain, day: plan.today, kind: 'AJUSTE', quantity: correction }]),
  ];
}
