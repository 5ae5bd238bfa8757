/** Letters that the portal's Outlook messages hold. */
import { fillingOf } from './file-body.ts';
import type { Mail } from './formats/msg.ts';
import { pdfParts } from './formats/pdf.ts';
import { noise, numberOf } from './random.ts';

const MINUTE = 60_000;

/** A letter about a purchase, with two attachments; the same for the same key. */
export function mailOf(name: string, key: string): Mail {
  const filling = (length: number) => fillingOf('bytes', key, length);
  const { head, filling: middle, tail } = pdfParts(name, 6_000, filling);
  return {
    subject: name.replace(/\.msg$/, ''),
    from: { name: 'Ana Conceição', address: 'ana.conceicao@fornecedor.example' },
    to: [
      { name: 'João Araújo', address: 'joao.araujo@comprador.example' },
      { name: 'Compras', address: 'compras@comprador.example' },
    ],
    sent: new Date(Date.UTC(2026, 0, 5) + (numberOf('sent', key) % 500_000) * MINUTE),
    text: `Prezados,\r\n\r\nSegue em anexo a confirmação do pedido ${key}.\r\nPreço total: R$ 1.234,56 — entrega até março.\r\n\r\nAtenciosamente,\r\nAna Conceição\r\n`,
    attachments: [
      {
        name: 'Confirmação.pdf',
        type: 'application/pdf',
        bytes: Buffer.concat([head, middle.read(0, middle.length), tail]),
      },
      { name: 'assinatura.bin', type: 'application/octet-stream', bytes: noise(700, 'signature', key) },
    ],
  };
}
