import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Where sentences for people stand. */
const FOLDERS = ['../contract/', './'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

/** Words that were on screen and that nobody understood so, and what is said in their place. */
const AVOIDED: readonly (readonly [RegExp, string])[] = [
  [/\blivros?\b/i, 'dados, carteira'],
  [/\bpeças?\b/, 'reservas'],
  [/\bde costume\b/i, 'padrão'],
  [/\bcomo o aparelho\b/i, 'igual ao sistema'],
  [/\btrabalho de fundo\b/i, 'segundo plano'],
  [/\bdobra do estoque\b/i, 'consolidação do saldo'],
  [/\bpoda das\b/i, 'limpeza do histórico de mudanças'],
  [/\bfolha\b|\bfolhas:/i, 'aba'],
  [/\bfora, por você\b/i, 'descartada por você'],
  [/\bfalhas de novo\b/i, 'repetir os que falharam'],
  [/\bcomeçar a coleta\b/i, 'iniciar coleta'],
  [/\bnada se sabe\b/i, 'não encontrado'],
  [/\bseguro (em|a partir)\b|\bdata segura\b/i, 'garantido a partir de'],
  [/\bquem ocupa\b/i, 'com quem está o estoque'],
  [/\bque resolva\b/i, 'cobre a falta'],
  [/\bgravidade\b/i, 'criticidade'],
  [/\bvalor parado\b/i, 'valor em falta'],
  [/\b(demo|demonstration|the|whole|large) books?\b/i, 'data, order book'],
  [/\ball not avail/i, 'no full date'],
  [/\bsafe (on|date)\b/i, 'guaranteed from'],
  [/\bstanding\b/i, 'status'],
  [/\btoday fixed\b/i, 'today set to'],
];

/** Every text of a source file, without the names of what is filled in. */
function textsOf(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  const texts = code.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return texts.map((text) => text.slice(1, -1).replace(/\{\w+\}/g, ''));
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}${name}`),
);
const said = files.flatMap(textsOf).filter((text) => text.includes(' ') || /^\p{Lu}\p{Ll}/u.test(text));

describe('sentences for people', () => {
  it('are looked through, in both languages', () => {
    expect(said.length).toBeGreaterThan(1500);
  });

  it.each(AVOIDED)('do not say %s', (word) => {
    expect(said.filter((text) => word.test(text))).toEqual([]);
  });
});
