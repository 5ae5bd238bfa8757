import type { Services } from '../../app/services.ts';
import { DigestSchema } from '../../contract/stock-wire.ts';
import { formatIsoDate, quantityToWire } from '../../contract/units.ts';
import {
  MOST_DIFFERENCES,
  type VerificationAnswer,
  VerificationSchema,
} from '../../contract/verification-wire.ts';
import { digestOf } from '../../verification/digest.ts';
import { isSound } from '../../verification/drift-check.ts';
import type { TimedVerification } from '../../verification/self-check.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/verificacao';

/** Digest of all answers, which `ruptura verificar` compares, and the same check by this process of itself. */
export function verificationRoutes(server: TypedServer, { ruptura, selfCheck }: Services): void {
  const digest = route({
    action: 'verification.run',
    operationId: 'verificacao',
    response: { 200: DigestSchema },
  });
  server.get(PATH, digest, async () => digestOf(await ruptura.fresh()));

  const check = route({
    action: 'verification.run',
    operationId: 'verificacao_conferir',
    response: { 200: VerificationSchema },
  });
  server.post(PATH, check, async () => verificationAnswer(await selfCheck.run()));
}

function verificationAnswer(check: TimedVerification): VerificationAnswer {
  const { digest, stockDrift, balanceDrift, inexact, serverAgrees } = check;
  return {
    success: isSound(check),
    versao: digest.versao,
    hoje: formatIsoDate(digest.hoje),
    produtos: digest.produtos,
    pedidos: digest.pedidos,
    tempo_ms: Math.round(check.milliseconds),
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
