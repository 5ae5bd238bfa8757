import { pageCatalogue } from './page-catalogue.ts';

/**
 * Every word of the pages that is a term, and what it means: `name_` and `is_`. Pages show it one hover or focus away,
 * the page Glossário and `docs/glossary*.md` list all. pt-BR first.
 */
export const GLOSSARY_LABELS = pageCatalogue(
  {
    lead: 'O que cada termo quer dizer. Nas páginas, passe o mouse ou o foco pelo termo sublinhado.',

    name_carteira: 'Carteira',
    is_carteira: 'Pedidos de venda em aberto: vendidos e ainda não entregues.',
    name_ruptura: 'Ruptura',
    is_ruptura: 'Falta de estoque: o item precisa de mais do que o menor saldo livre de hoje a D+7.',
    name_estoque_ok: 'Estoque OK',
    is_estoque_ok: 'Todos os itens do pedido têm saldo livre de hoje a D+7.',
    name_sair_ja: 'Pode sair já',
    is_sair_ja: 'O estoque cobre o pedido hoje, embora a data dele já tenha passado: é atraso, não falta.',
    name_disputado: 'Disputado',
    is_disputado:
      'O saldo daria para o pedido, mas quem vem antes na fila usa o mesmo estoque. Ele sai na data ao lado, ou ainda não tem data.',
    name_disp: 'Disp. %',
    is_disp: 'Parte do valor do pedido cujos itens não estão em ruptura.',
    name_promessa: 'Promessa',
    is_promessa:
      'Dia em que o pedido inteiro sai quando estoque e entradas são dados na ordem da fila. Nada é prometido duas vezes. É também o Total Disp.',
    name_fila: 'Fila',
    is_fila:
      'Ordem em que os pedidos recebem estoque: primeiro o que já está em lote, depois pré-separações, depois o resto; em cada grupo, pela data.',
    name_no_prazo: 'No prazo',
    is_no_prazo:
      'A promessa não passa da data do pedido. O percentual só conta pedidos com data em até 28 dias.',
    name_atrasado: 'Atrasado',
    is_atrasado: 'A promessa é depois da data do pedido. Atraso não é falta: pode haver estoque hoje.',
    name_sem_data: 'Sem data',
    is_sem_data: 'Nem o estoque nem as entradas dos próximos 28 dias atendem o pedido inteiro.',
    name_alem_28: 'Além de 28 dias',
    is_alem_28: 'O pedido vence depois do horizonte de 28 dias e ainda não pode ser julgado.',
    name_sair_hoje: 'Podem sair hoje',
    is_sair_hoje: 'Pedidos prometidos para hoje: o estoque de agora já os cobre, pela ordem da fila.',
    name_espera: 'Espera',
    is_espera: 'Dias que o estoque e a fila acrescentam: da data mais cedo possível até a promessa.',
    name_atraso: 'Atraso',
    is_atraso: 'Dias entre a data do próprio pedido e a promessa.',
    name_decisivo: 'Item decisivo',
    is_decisivo: 'O item prometido por último: é ele que define a data do pedido.',
    name_garantido: 'Garantido a partir de',
    is_garantido:
      'Dia a partir do qual o pedido sai sem tirar estoque de ninguém, nem de quem vem depois na fila.',
    name_criticidade: 'Criticidade',
    is_criticidade:
      'Tamanho da ruptura. Alta: mais de 3 itens ou mais de 10% do valor; crítica: os dois. Média: mais de 2 itens ou 5%; baixa: o resto.',
    name_valor_falta: 'Valor em falta',
    is_valor_falta: 'Valor dos itens em ruptura.',
    name_est_hoje: 'Est.Hoje',
    is_est_hoje: 'Estoque físico agora: a soma das movimentações do produto.',
    name_est_min: 'Est.Min.D+7',
    is_est_min: 'Menor saldo de hoje aos próximos 7 dias, já com saídas e entradas.',
    name_prod_hoje: 'Prod.Hoje',
    is_prod_hoje: 'Entradas de produção ou compra programadas para hoje.',
    name_atp: 'ATP',
    is_atp:
      'Disponível para prometer: o menor saldo do dia até D+28. Prometer mais que isso deixa alguém sem estoque.',
    name_saldo: 'Saldo',
    is_saldo: 'Estoque no fim do dia: o do dia anterior, menos saídas, mais entradas. Negativo é falta.',
    name_dia_ruptura: 'Dia da ruptura',
    is_dia_ruptura: 'Primeiro dia, em 28, em que o saldo do produto fica negativo.',
    name_status_produto: 'Status do produto',
    is_status_produto:
      'Crítico: saldo negativo em D+7. Atenção: fica negativo em algum dia, ou zera na semana. OK: o resto.',
    name_entrada: 'Entrada',
    is_entrada: 'Produção ou compra programada que aumenta o saldo no dia previsto.',
    name_a_espera: 'À espera',
    is_a_espera:
      'Pedidos que esta entrada atende na ordem da fila: o saldo antes dela não basta para eles. De uma atrasada, os que sairiam sem esperar se ela chegasse hoje.',
    name_parado: 'Parado',
    is_parado: 'Pedido que vence antes de a entrada chegar: fica parado até lá.',
    name_basta: 'Basta?',
    is_basta:
      'Se a entrada atende tudo o que vence até o seu dia; senão, quanto ainda teria de vir junto, sem mudar as outras promessas.',
    name_reserva: 'Reserva',
    is_reserva: 'Quantidade de um pedido que ocupa estoque num dia: em lote, pré-separada ou em aberto.',
    name_lote: 'Lote',
    is_lote:
      'Separação de um ou mais pedidos que saem juntos. Passa à frente na fila até ser faturado, embarcado ou cancelado.',
    name_pre_separacao: 'Pré-separação',
    is_pre_separacao: 'Rascunho de separação: reserva quantidade e data antes do lote.',
    name_expedicao: 'Expedição',
    is_expedicao: 'Dia em que o pedido deve sair, como está na carteira.',
  },
  {
    lead: 'What each term means. On the pages, hover or focus an underlined term.',

    name_carteira: 'Order book',
    is_carteira: 'Open sales orders: sold and not delivered yet.',
    name_ruptura: 'Shortage',
    is_ruptura: 'The item needs more than the lowest free balance from today to D+7.',
    name_estoque_ok: 'Stock OK',
    is_estoque_ok: 'All items of the order have free balance from today to D+7.',
    name_sair_ja: 'Can ship now',
    is_sair_ja: 'Stock covers the order today although its date is past: it is late, not short.',
    name_disputado: 'Contested',
    is_disputado:
      'The balance would do, but orders ahead in the queue use the same stock. It ships on the date beside, or has none yet.',
    name_disp: '% avail.',
    is_disp: 'Share of the order’s value whose items are not in shortage.',
    name_promessa: 'Promise',
    is_promessa:
      'Day the whole order ships when stock and receipts are given out in queue order. Nothing is promised twice. “All avail.” is this date too.',
    name_fila: 'Queue',
    is_fila:
      'Order in which orders get stock: first what is in a lot, then drafts, then the rest; in each group by date.',
    name_no_prazo: 'On time',
    is_no_prazo:
      'The promise is not after the order’s date. The percentage counts only orders due within 28 days.',
    name_atrasado: 'Late',
    is_atrasado: 'The promise is after the order’s date. Late is not short: there may be stock today.',
    name_sem_data: 'No date',
    is_sem_data: 'Neither stock nor the receipts of the next 28 days serve the whole order.',
    name_alem_28: 'Beyond 28 days',
    is_alem_28: 'The order is due after the horizon of 28 days and cannot be judged yet.',
    name_sair_hoje: 'Can ship today',
    is_sair_hoje: 'Orders promised for today: stock at hand covers them, in queue order.',
    name_espera: 'Wait',
    is_espera: 'Days that stock and queue add: from the earliest possible date to the promise.',
    name_atraso: 'Delay',
    is_atraso: 'Days from the order’s own date to the promise.',
    name_decisivo: 'Deciding item',
    is_decisivo: 'The item promised last: it sets the date of the order.',
    name_garantido: 'Guaranteed from',
    is_garantido:
      'Day from which the order ships without taking stock from anybody, not even from those behind it.',
    name_criticidade: 'Severity',
    is_criticidade:
      'Size of the shortage. High: more than 3 items or 10% of the value; critical: both. Medium: more than 2 items or 5%; low: the rest.',
    name_valor_falta: 'Value in shortage',
    is_valor_falta: 'Value of the items in shortage.',
    name_est_hoje: 'Stock today',
    is_est_hoje: 'Stock at hand: the sum of the product’s movements.',
    name_est_min: 'Lowest D+7',
    is_est_min: 'Lowest balance from today through 7 days, outgoing and receipts included.',
    name_prod_hoje: 'Receipts today',
    is_prod_hoje: 'Receipts of production or purchases scheduled for today.',
    name_atp: 'ATP',
    is_atp:
      'Available to promise: the lowest balance from that day to D+28. Promising more leaves somebody short.',
    name_saldo: 'Balance',
    is_saldo:
      'Stock at the end of a day: the day before, less outgoing, plus receipts. Negative means shortage.',
    name_dia_ruptura: 'Stockout day',
    is_dia_ruptura: 'First day within 28 on which the product’s balance turns negative.',
    name_status_produto: 'Product status',
    is_status_produto:
      'Critical: balance negative at D+7. Attention: negative on some day, or zero this week. OK: the rest.',
    name_entrada: 'Receipt',
    is_entrada: 'Scheduled production or purchase that raises the balance on its day.',
    name_a_espera: 'Waiting',
    is_a_espera:
      'Orders that this receipt serves in queue order: the balance before it is not enough for them. Of a late one, those that would not wait if it came today.',
    name_parado: 'Held up',
    is_parado: 'An order due before the receipt comes: it is held up until then.',
    name_basta: 'Enough?',
    is_basta:
      'Whether the receipt serves all that is due by its day; if not, how much more would have to come with it, with no other promise moved.',
    name_reserva: 'Allocation',
    is_reserva: 'Quantity of an order that takes stock on a day: in a lot, drafted or open.',
    name_lote: 'Lot',
    is_lote:
      'Picking of one or more orders that ship together. Goes first in the queue until invoiced, shipped or cancelled.',
    name_pre_separacao: 'Draft',
    is_pre_separacao: 'Draft of a picking: holds quantity and date before the lot exists.',
    name_expedicao: 'Ship date',
    is_expedicao: 'Day the order should ship, as the order book says.',
  },
);

/** A term of the glossary. */
export type TermName = keyof (typeof GLOSSARY_LABELS)['en'] extends infer Key
  ? Key extends `name_${infer Name}`
    ? Name
    : never
  : never;

/** All terms, as the catalogue has them. */
export const TERM_NAMES = Object.keys(GLOSSARY_LABELS.en)
  .filter((key) => key.startsWith('name_'))
  .map((key) => key.slice('name_'.length)) as readonly TermName[];
