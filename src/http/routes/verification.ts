import type { Services } from '../../app/services.ts';
import { DigestSchema } from '../../contract/stock-wire.ts';
import { formatIsoDate, quantityToWire } from '../../contract/units.ts';
import {
  MOST_DIFFERENCES,
  type VerificationAnswer,
  VerificationSchema,
} from '../../contract/verification-wire.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { digestOf } from '../../verification/digest.ts';
import { isSound } from '../../verification/drift-check.ts';
import { type Verification, verify } from '../../verification/verify.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/verificacao';

/** Digest of all answers, which `ruptura verificar` compares, and the same check by this process of itself. */
export function verificationRoutes(server: TypedServer, { ruptura }: Services): void {
  const schema = route({
    action: 'verification.run',
    operationId: 'verificacao',
    response: { 200: DigestSchema },
  });
  server.get(PATH, schema, async () => {
    return digestOf(await ruptura.fresh());
  });

  // A second book is loaded for it: one for all who ask meanwhile.
  let running: Promise<VerificationAnswer> | null = null;
  const check = route({
    action: 'verification.run',
    operationId: 'verificacao_conferir',
    response: { 200: VerificationSchema },
  });
  server.post(PATH, check, async () => {
    running ??= checkItself(ruptura).finally(() => {
      running = null;
    });
    return await running;
  });
}

async function checkItself(ruptura: Ruptura): Promise<VerificationAnswer> {
  const started = performance.now();
  const ask = async () => digestOf(await ruptura.fresh());
  const check = await verify(() => ruptura.database.connect(), ruptura.fixedToday, ask);
  return verificationAnswer(check, Math.round(performance.now() - started));
}

function verificationAnswer(check: Verification, took: number): VerificationAnswer {
  const { digest, stockDrift, balanceDrift, inexact, serverAgrees } = check;
  return {
    success: isSound(check),
    versao: digest.versao,
    hoje: formatIsoDate(digest.hoje),
    produtos: digest.produtos,
    pedidos: digest.pedidos,
    tempo_ms: took,
    estoque_divergente: { total: stockDrift.length, exemplos: stockDrift.slice(0, MOST_DIFFERENCES) },
    saldo_divergente: {
      total: balanceDrift.length,
      exemplos: balanceDrift.slice(0, MOST_DIFFERENCES).map(({ cod_produto, dia, calculado, esperado }) => ({
        cod_produto,
        dia,
        calculado: quantityToWire(calculado),
        esperado: quantityToWire(esperado),
      })),
    },
    quantidades_grandes_demais: { total: inexact.length, exemplos: inexact.slice(0, MOST_DIFFERENCES) },
    servidor_confere: serverAgrees,
  };
}
