import { Option } from 'commander';
import { formatIsoDate, quantityToWire } from '../../contract/units.ts';
import { checkDrift, type DriftCheck, isSound } from '../../verification/drift-check.ts';
import { type CliContext, factLines } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withDatabase } from '../opened.ts';
import { addCommand, addExamples, jsonOption, type RegisterCommand } from '../program.ts';

interface VerifyOptions {
  readonly servidor?: string;
  readonly json?: true;
}

/** Differences listed one by one; the rest is counted. */
const MOST_LISTED = 20;

/** `ruptura verificar`: recomputes everything from the base tables and compares. */
export const registerVerify: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const command = addCommand(program, context, 'verificar', 'verify_summary', '[--servidor URL] [--json]')
    .addOption(new Option('--servidor <url>', labels.say('verify_option_server')))
    .addOption(jsonOption(labels))
    .action(async (options: VerifyOptions) => {
      const started = performance.now();
      const check = await withDatabase(context, 'verificar', (database) =>
        checkDrift(database, context.settings().values.RUPTURA_HOJE, options.servidor ?? null),
      );
      if (options.json === true) await context.output.json(wireCheck(check));
      else await printCheck(context, check, performance.now() - started);
      finish(isSound(check) ? undefined : EXIT.drift);
    });
  addExamples(command, context, [['ruptura verificar', 'verify_example']]);
};

function wireCheck(check: DriftCheck): unknown {
  const { digest } = check;
  return {
    success: isSound(check),
    versao: digest.versao,
    hoje: formatIsoDate(digest.hoje),
    produtos: digest.produtos,
    pedidos: digest.pedidos,
    estoque_divergente: check.stockDrift,
    saldo_divergente: check.balanceDrift.map((drift) => ({
      cod_produto: drift.cod_produto,
      dia: drift.dia,
      calculado: quantityToWire(drift.calculado),
      esperado: quantityToWire(drift.esperado),
    })),
    quantidades_grandes_demais: check.inexact,
    servidor: check.serverUrl,
    servidor_hoje: check.server === null ? null : formatIsoDate(check.server.hoje),
    servidor_confere: check.serverUrl === null ? null : check.serverAgrees,
  };
}

async function printCheck(context: CliContext, check: DriftCheck, duration: number): Promise<void> {
  const { labels, formats, output, colors } = context;
  const { digest } = check;
  const server =
    check.serverUrl === null
      ? labels.say('verify_no_server')
      : `${check.serverUrl} ${mark(context, check.serverAgrees)}${otherDay(context, check)}`;
  await output.lines(
    context.heading(labels.say('verify_title', { date: formats.date(digest.hoje) })),
    ...factLines(context, [
      [labels.say('verify_products'), formats.integer(digest.produtos)],
      [labels.say('verify_orders'), formats.integer(digest.pedidos)],
      [labels.say('verify_stock'), mark(context, check.stockDrift.length === 0)],
      [labels.say('verify_balances'), mark(context, check.balanceDrift.length === 0)],
      [labels.say('verify_server'), server],
    ]),
    ...differences(context, check),
    ...inexact(context, check),
    isSound(check)
      ? colors.green(labels.say('verify_sound', { duration: formats.duration(duration) }))
      : colors.red(labels.say('verify_drift')),
  );
}

/** The date of the server where it is not that of this verification. */
function otherDay({ formats, colors }: CliContext, { server, digest }: DriftCheck): string {
  if (server === null || server.hoje === digest.hoje) return '';
  return colors.yellow(` (${formats.date(server.hoje)})`);
}

function mark({ labels, colors }: CliContext, sound: boolean): string {
  return sound ? colors.green(labels.say('verify_equal')) : colors.red(labels.say('verify_different'));
}

function differences({ labels, formats }: CliContext, check: DriftCheck): string[] {
  const stock = check.stockDrift.map((drift) =>
    labels.say('verify_stock_line', {
      product: drift.cod_produto,
      found: drift.estoque_atual ?? '0',
      expected: drift.soma_movimentacoes ?? '0',
    }),
  );
  const balances = check.balanceDrift.map((drift) =>
    labels.say('verify_balance_line', {
      product: drift.cod_produto,
      day: `D${drift.dia}`,
      found: formats.quantity(drift.calculado),
      expected: formats.quantity(drift.esperado),
    }),
  );
  const lines = [...stock, ...balances];
  const rest = lines.length - MOST_LISTED;
  const more = rest > 0 ? [labels.say('verify_more', { n: formats.integer(rest) })] : [];
  return [...lines.slice(0, MOST_LISTED), ...more].map((line) => `  ${line}`);
}

/** Products whose quantities are too large to be computed: nothing differs, but nothing of theirs is shown either. */
function inexact({ labels, formats, colors }: CliContext, check: DriftCheck): string[] {
  if (check.inexact.length === 0) return [];
  const n = formats.integer(check.inexact.length);
  const listed = check.inexact.slice(0, MOST_LISTED).join(', ');
  const codes = check.inexact.length > MOST_LISTED ? `${listed}, …` : listed;
  return [colors.yellow(labels.count('verify_inexact', check.inexact.length, { n, codes }))];
}
