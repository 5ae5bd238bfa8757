import type { ResultColumn } from './collection-codes.ts';

/**
 * Headings under which people keep the columns of a list of purchase orders, in one place for all who read one. Case,
 * accents, blanks and marks between words do not count: `Nº do pedido`, `no. do pedido` and `NO_DO_PEDIDO` are one.
 */
export const LIST_HEADINGS: Readonly<Partial<Record<ResultColumn, readonly string[]>>> = {
  PO_NUMBER: [
    ...['PO', 'POs', 'P.O.', 'PO No', 'No PO', 'PO Num', 'Num PO', 'Número PO', 'Número da PO', 'Nº da PO'],
    ...['Pedido', 'Pedidos', 'Nº pedido', 'Nº do pedido', 'Num pedido', 'Núm. do pedido', 'Pedido nº'],
    ...['Número pedido', 'Número do pedido', 'Código do pedido', 'Cód. pedido', 'Cód. do pedido'],
    ...['Pedido de compra', 'Pedido de compras', 'Pedidos de compra', 'Nº do pedido de compra'],
    ...['Nº pedido de compra', 'Número do pedido de compra', 'Pedido compra', 'Nº pedido compra'],
    ...['Ordem de compra', 'Ordens de compra', 'Nº ordem de compra', 'Nº da ordem de compra'],
    ...['Número da ordem de compra', 'OC', 'OCs', 'Nº OC', 'Nº da OC', 'Número OC', 'Número da OC'],
    ...['Order', 'Orders', 'Order Number', 'Order No', 'Order Num', 'Purchase Order', 'Purchase Orders'],
    ...['Purchase Order Number', 'Purchase Order No', 'Purchase Order ID', 'PO ID', 'Order ID'],
  ],
  STATUS: ['Status da coleta', 'Situação da coleta', 'Collection status'],
  SUPPLIER: [
    ...['Fornecedor', 'Fornecedores', 'Nome do fornecedor', 'Nome fornecedor', 'Razão social do fornecedor'],
    ...['Supplier name', 'Suppliers', 'Vendor', 'Vendor name'],
  ],
  ATTACHMENTS_FOUND: ['Anexos encontrados', 'Anexos no portal'],
  ATTACHMENTS_DOWNLOADED: ['Anexos baixados', 'Anexos guardados'],
  AttachmentName: ['Nome do anexo', 'Nomes dos anexos', 'Attachment names'],
  LAST_PROCESSED: ['Último processamento', 'Processado em', 'Última coleta'],
  ERROR_MESSAGE: ['Mensagem de erro', 'Erro da coleta'],
  DOWNLOAD_FOLDER: ['Pasta de download', 'Pasta dos anexos'],
  COUPA_URL: ['URL Coupa', 'URL do Coupa', 'Link Coupa', 'Link do Coupa', 'Coupa link'],
};
