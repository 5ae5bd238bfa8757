import type { Tone } from '../../parts/badge.tsx';
import type { IconName } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import type { ExaminedFile, FileOutcome } from './file-maps.ts';
import { WORDS } from './words.ts';

interface FileStatus {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly text: string;
  /** A person has to do something before anything can be stored. */
  readonly isBlocking: boolean;
}

/** How a file stands, in a few words. */
export function statusOf(file: ExaminedFile, report: FileOutcome | undefined): FileStatus {
  if (file.ignorado)
    return { tone: 'neutral', icon: 'minus', text: WORDS.say('file_ignored'), isBlocking: false };
  const problem = problemOf(file);
  if (problem !== null) return { ...problem, isBlocking: true };
  if (report === undefined) {
    return { tone: 'neutral', icon: 'check', text: WORDS.say('file_known'), isBlocking: false };
  }
  const { integer } = formats();
  if (report.rejeitadas > 0) {
    const text = WORDS.count('file_bad_rows', report.rejeitadas, { n: integer(report.rejeitadas) });
    return { tone: 'warning', icon: 'alert', text, isBlocking: false };
  }
  const text = WORDS.count('file_rows', report.lidas, { n: integer(report.lidas) });
  return { tone: 'ok', icon: 'check', text, isBlocking: false };
}

function problemOf(file: ExaminedFile): Omit<FileStatus, 'isBlocking'> | null {
  if (file.codigo === 'IMPORTACAO_REPETIDA') {
    return { tone: 'warning', icon: 'alert', text: WORDS.say('file_repeated') };
  }
  const isReadable = file.titulos.length > 0;
  if (isReadable && file.tabela === null) {
    return { tone: 'warning', icon: 'question', text: WORDS.say('file_unknown') };
  }
  if (file.faltando.length > 0) {
    return { tone: 'warning', icon: 'alert', text: WORDS.say('file_missing') };
  }
  if (file.codigo !== null) return { tone: 'danger', icon: 'octagon', text: WORDS.say('file_broken') };
  return null;
}

/** The report of a file, once there is one. */
export function reportOf(reports: readonly FileOutcome[], file: ExaminedFile): FileOutcome | undefined {
  return reports.find(({ numero, folha }) => numero === file.numero && folha === file.folha);
}
