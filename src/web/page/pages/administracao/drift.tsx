import { useState } from 'preact/hooks';
import type { VerificationAnswer } from '../../../../contract/verification-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { type ApiPath, asApiError, ask } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { announce } from '../../parts/notices.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

const CHECK: ApiPath<VerificationAnswer> = '/api/verificacao';
type State =
  | { readonly phase: 'idle' | 'running' }
  | { readonly phase: 'failed'; readonly reason: string }
  | { readonly phase: 'done'; readonly answer: VerificationAnswer };

/** Everything recomputed from the tables and compared, when a person asks. */
export function Drift() {
  const [state, setState] = useState<State>({ phase: 'idle' });
  const run = (): void => {
    setState({ phase: 'running' });
    ask(CHECK, { method: 'POST' }).then(
      (answer) => {
        setState({ phase: 'done', answer });
        announce(answer.success ? WORDS.say('drift_sound') : WORDS.say('drift_differs'));
      },
      (error: unknown) => setState({ phase: 'failed', reason: asApiError(error).message }),
    );
  };
  return (
    <div class="drift">
      <div class="drift-head">
        <div>
          <h3>{WORDS.say('drift')}</h3>
          <p class="muted">{WORDS.say('drift_hint')}</p>
        </div>
        <Button disabled={state.phase === 'running'} onClick={run}>
          {state.phase === 'running' ? WORDS.say('drift_running') : WORDS.say('drift_run')}
        </Button>
      </div>
      {state.phase === 'failed' && (
        <p class="mark tone-danger drift-failed" role="alert">
          <Icon name="alert" size={14} />
          {state.reason}
        </p>
      )}
      {state.phase === 'done' && <Result answer={state.answer} />}
    </div>
  );
}

function Result({ answer }: { answer: VerificationAnswer }) {
  const { integer, number } = formats();
  const seconds = number(Math.round(answer.tempo_ms / 100) / 10);
  return (
    <div class="drift-result">
      <p class={`mark tone-${answer.success ? 'ok' : 'danger'} strong`}>
        <Icon name={answer.success ? 'check' : 'octagon'} size={14} />
        {answer.success ? WORDS.say('drift_sound') : WORDS.say('drift_differs')}
      </p>
      <p class="muted">
        {WORDS.say('drift_compared', {
          products: integer(answer.produtos),
          orders: integer(answer.pedidos),
          version: integer(answer.versao),
          seconds,
        })}
      </p>
      {!answer.success && <Differences answer={answer} />}
    </div>
  );
}

function Differences({ answer }: { answer: VerificationAnswer }) {
  const { estoque_divergente: stock, saldo_divergente: balance } = answer;
  const { number } = formats();
  return (
    <ul class="drift-list">
      {!answer.servidor_confere && <li>{WORDS.say('drift_server')}</li>}
      {stock.exemplos.map((one) => (
        <li key={`stock ${one.cod_produto}`}>
          <a href={pageAddress('produto', { cod_produto: one.cod_produto })}>{one.cod_produto}</a>{' '}
          {WORDS.say('drift_stock', {
            stored: one.estoque_atual ?? '—',
            sum: one.soma_movimentacoes ?? '—',
          })}
        </li>
      ))}
      {balance.exemplos.map((one) => (
        <li key={`balance ${one.cod_produto}`}>
          <a href={pageAddress('produto', { cod_produto: one.cod_produto })}>{one.cod_produto}</a>{' '}
          {WORDS.say('drift_balance', {
            day: String(one.dia),
            found: number(one.calculado),
            expected: number(one.esperado),
          })}
        </li>
      ))}
    </ul>
  );
}
