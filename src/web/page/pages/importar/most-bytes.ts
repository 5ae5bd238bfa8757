import { CONFIGURATION } from '../../data/questions.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';

/** Bytes of all files of an import together, as the settings say; null until they told. */
export function useMostBytes(): number | null {
  const settings = useAnswer(CONFIGURATION, onlyAll).state.value.data?.processo;
  const most = Number(settings?.find(({ nome }) => nome === 'IMPORTACAO_MAX_MB')?.valor);
  return Number.isFinite(most) ? most * 1024 ** 2 : null;
}
