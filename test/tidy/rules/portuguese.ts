import { Visitor } from 'oxc-parser';
import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

/** Sentences belong to the catalogues; set-up speaks before they exist; the demo's product names are data. */
const HOMES = ['src/contract', 'src/i18n', 'src/demo'];
const SETUP_SENTENCES = 'scripts/messages.mjs';
const ACCENTED = /[áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ]/;
/** In SQL, Portuguese names are data. */
const SQL =
  /\b(SELECT|INSERT|UPDATE|DELETE|COPY|CREATE|DROP|ALTER|LOCK|TRUNCATE|FROM|WHERE|ORDER BY|VALUES)\b/;
/** Words no English sentence has, looked for in texts of several words. */
const WORDS =
  /(^|\s)(nao|nenhum|nenhuma|uma|para|pelo|pela|foi|voce|deve|falta|falhou|tente|ainda|invalido|invalida)([\s.,:;!?]|$)/i;

interface Text {
  readonly value: string;
  /** As written: an escaped letter is a byte of some format, not text. */
  readonly raw: string;
  readonly offset: number;
}

/**
 * Portuguese text in string literals only where it belongs. Codes of the wire (`ATENÇÃO`) may be named anywhere, and
 * the made-up books of bench/ name cities.
 */
export const portuguese: Rule = (tree) => {
  const codes = new Set(tree.filter((file) => isUnder(file, 'src/contract')).flatMap(wordsOf));
  return tree.filter(isChecked).flatMap((file) =>
    textsOf(file)
      .filter((text) => isPortuguese(text, isUnder(file, 'bench')) && !codes.has(text.value))
      .map(({ value, offset }) => finding(file, value, offset)),
  );
};

function isChecked(file: HouseFile): boolean {
  if (!isUnder(file, 'src', 'bench', 'scripts') || !isModule(file)) return false;
  return !isTest(file) && !isUnder(file, ...HOMES) && file.path !== SETUP_SENTENCES;
}

function isPortuguese({ value, raw }: Text, mayName: boolean): boolean {
  if (SQL.test(value)) return false;
  return (!mayName && ACCENTED.test(raw)) || (/\s/.test(value.trim()) && WORDS.test(value));
}

function wordsOf(file: HouseFile): readonly string[] {
  if (!isModule(file)) return [];
  return textsOf(file)
    .map(({ value }) => value)
    .filter((value) => !/\s/.test(value));
}

function textsOf(file: HouseFile): readonly Text[] {
  const texts: Text[] = [];
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string')
        texts.push({ value: node.value, raw: node.raw ?? '', offset: node.start });
    },
    TemplateElement: (node) => {
      texts.push({ value: node.value.cooked ?? '', raw: node.value.raw, offset: node.start });
    },
  }).visit(parseModule(file).program);
  return texts;
}

function finding(file: HouseFile, value: string, offset: number): Finding {
  const message = `Portuguese text "${value.trim().slice(0, 40)}" belongs in src/contract or src/i18n`;
  return { path: file.path, line: lineAt(file.text, offset), message };
}
