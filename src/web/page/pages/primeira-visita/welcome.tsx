import { useEffect, useMemo, useState } from 'preact/hooks';
import type { DemoAnswer } from '../../../../contract/demo-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { formats } from '../../words/words.ts';
import { DemoRun } from './demo-run.ts';
import { WORDS } from './words.ts';

const SIZES = [
  { name: 'small', orders: 200 },
  { name: 'usual', orders: 2000 },
  { name: 'large', orders: 20_000 },
  { name: 'huge', orders: 100_000 },
] as const;
const USUAL = SIZES[1].orders;

/** What a person meets while there is nothing to show. It goes by itself as soon as a table has a row. */
export function Welcome() {
  return (
    <div class="welcome">
      <header class="welcome-head">
        <h1>{WORDS.say('title')}</h1>
        <p>{WORDS.say('lead')}</p>
      </header>
      <div class="welcome-ways">
        <Demo />
        <section class="welcome-way">
          <h2>
            <Icon name="upload" size={18} />
            {WORDS.say('import_title')}
          </h2>
          <p>{WORDS.say('import_text')}</p>
          <ul class="welcome-list">
            {(['import_tables', 'import_checked', 'import_safe'] as const).map((key) => (
              <li key={key}>
                <Icon name="check" size={14} />
                {WORDS.say(key)}
              </li>
            ))}
          </ul>
          <div class="welcome-action">
            <LinkButton href={pageAddress('importar')} icon="upload">
              {WORDS.say('import_action')}
            </LinkButton>
          </div>
        </section>
      </div>
      <p class="welcome-note">{WORDS.say('sql_note')}</p>
    </div>
  );
}

function Demo() {
  const [orders, setOrders] = useState<number>(USUAL);
  const run = useMemo(() => new DemoRun(), []);
  useEffect(() => () => run.close(), [run]);
  const { answer, isAsking, problem } = run.state.value;
  const isRunning = answer?.estado === 'GERANDO';
  return (
    <section class="welcome-way">
      <h2>
        <Icon name="book" size={18} />
        {WORDS.say('demo_title')}
      </h2>
      <p>{WORDS.say('demo_text')}</p>
      {isRunning ? <DemoProgress answer={answer} /> : <Sizes orders={orders} onChange={setOrders} />}
      {problem !== null && (
        <p class="mark tone-danger welcome-problem" role="alert">
          <Icon name="alert" size={14} />
          {problem}
        </p>
      )}
      {answer?.estado === 'CANCELADA' && <p class="muted">{WORDS.say('demo_cancelled')}</p>}
      <div class="welcome-action">
        {isRunning ? (
          <Button icon="stop" disabled={isAsking} onClick={() => void run.cancel()}>
            {WORDS.say('demo_cancel')}
          </Button>
        ) : (
          <Button kind="primary" disabled={isAsking} onClick={() => void run.start(orders)}>
            {WORDS.say('demo_start')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Sizes({ orders, onChange }: { orders: number; onChange: (orders: number) => void }) {
  const { integer } = formats();
  return (
    <fieldset class="sizes">
      <legend class="hidden-label">{WORDS.say('size')}</legend>
      {SIZES.map((size) => (
        <label key={size.name} class={size.orders === orders ? 'size size-chosen' : 'size'}>
          <input
            type="radio"
            name="pedidos"
            value={size.orders}
            checked={size.orders === orders}
            onChange={() => onChange(size.orders)}
          />
          <span class="size-name">{WORDS.say(`size_${size.name}`)}</span>
          <span class="size-orders">{WORDS.say('size_orders', { n: integer(size.orders) })}</span>
        </label>
      ))}
    </fieldset>
  );
}

function DemoProgress({ answer }: { answer: DemoAnswer }) {
  const { integer, wholePercent } = formats();
  return (
    <div class="welcome-progress">
      <div class="welcome-progress-text">
        <span class="strong">{WORDS.say('demo_running', { n: integer(answer.pedidos ?? 0) })}</span>
        <span>{wholePercent(answer.progresso)}</span>
      </div>
      <ProgressBar label={WORDS.say('demo_progress')} share={answer.progresso} />
      <span class="muted">{WORDS.count('demo_rows', answer.linhas, { n: integer(answer.linhas) })}</span>
    </div>
  );
}
