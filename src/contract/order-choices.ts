import type { VerdictAnswer } from './wire.ts';

/** What may be chosen of the order book, in the words of `GET /api/carteira`: plain lists, which pages bundle too. */

/** Days by a name that follows the business date, so that a saved view is right tomorrow too. */
export const DAY_PRESETS = ['hoje', 'amanha', 'semana', '7dias', 'vencidos'] as const;
export type DayPreset = (typeof DAY_PRESETS)[number];

/** What an order may lack. */
export const MISSING_PARTS = [
  'cliente',
  'cidade',
  'uf',
  'vendedor',
  'lote',
  'expedicao',
  'agendamento',
  'promessa',
  'responsavel',
] as const;
export type MissingPart = (typeof MISSING_PARTS)[number];

/** Orders with or without a written note. */
export const NOTE_CHOICES = ['com', 'sem'] as const;
export type NoteChoice = (typeof NOTE_CHOICES)[number];

/** Orders put off until a later day: shown, left out of the list (not of its totals), or nothing but them. */
export const SNOOZE_CHOICES = ['mostrar', 'ocultar', 'somente'] as const;
export type SnoozeChoice = (typeof SNOOZE_CHOICES)[number];

/** Verdicts, from the best to the worst. */
export const VERDICT_TONES: readonly VerdictAnswer['tom'][] = [
  'OK',
  'OK_ATRASADO',
  'DISPUTADO',
  'SEM_ESPERA',
  'FORA_DO_HORIZONTE',
  'BAIXA',
  'MEDIA',
  'ALTA',
  'CRITICA',
];

/** Columns the order book can be sorted by. */
export const ORDER_SORTS = [
  'expedicao',
  'num_pedido',
  'cliente',
  'cidade',
  'uf',
  'vendedor',
  'data_pedido',
  'agendamento',
  'total_itens',
  'qtd_itens_ruptura',
  'valor_total_pedido',
  'valor_com_ruptura',
  'percentual_disponibilidade',
  'criticidade',
  'veredito',
  'promessa',
  'data_segura_total',
  'espera_dias',
  'atraso_dias',
  'situacao',
  'lotes',
  'responsavel',
  'nota',
  'adiado_ate',
] as const;
export type OrderSort = (typeof ORDER_SORTS)[number];

/** What orders are gathered by. */
export const GROUPINGS = [
  'cliente',
  'uf',
  'vendedor',
  'expedicao',
  'promessa',
  'produto',
  'lote',
  'responsavel',
] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What groups are sorted by: `nome` (or day) ascending, everything else the most first. */
export const GROUP_SORTS = ['valor', 'ruptura', 'pedidos', 'hoje', 'nome'] as const;
export type GroupSort = (typeof GROUP_SORTS)[number];

/** Columns of the order book that nobody chose otherwise. */
export const USUAL_ORDER_COLUMNS = [
  'num_pedido',
  'cliente',
  'cidade',
  'uf',
  'expedicao',
  'valor_total_pedido',
  'disponibilidade',
  'criticidade',
  'promessa',
  'situacao',
  'lotes',
] as const;

/** Columns of the order book on screen, by the names they have in its address and in that of its files. */
export const ORDER_COLUMNS = [
  ...USUAL_ORDER_COLUMNS,
  'valor_com_ruptura',
  'itens',
  'vendedor',
  'data_pedido',
  'agendamento',
  'responsavel',
  'nota',
  'adiado_ate',
] as const;
export type OrderColumn = (typeof ORDER_COLUMNS)[number];
