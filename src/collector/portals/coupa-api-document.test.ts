import { describe, expect, it } from 'vitest';
import { attachmentsOf, idsOfRequisitions } from './coupa-api-document.ts';

const BASE = 'https://company.coupahost.com';

function read(header: unknown, form: readonly unknown[] = [], comments: readonly unknown[] = []) {
  const document = {
    ...({ kind: 'purchase', base: BASE, path: '/api/purchase_orders/7' } as const),
    ...{ page: `${BASE}/order_headers/7`, known: new Set<string>() },
  };
  return attachmentsOf(document, header, form, [comments]);
}

const FILE = {
  id: 5,
  type: 'AttachmentFile',
  'file-file-name': 'nota fiscal.pdf',
  'file-file-size': '11565',
};

describe('what the API tells of a document', () => {
  it('becomes attachments under the path that gives their file', () => {
    const { attachments, parts } = read(
      {
        attachments: [FILE],
        'order-lines': [{ attachments: [{ id: 6, file: 'a/b/desenho%20t%C3%A9cnico.dwg' }] }],
      },
      [FILE],
      [{ id: 8, type: 'AttachmentFile', 'file-url': `${BASE}/attachment/attachment_file/file/8/c.xlsx?x=1` }],
    );
    expect(attachments.map(({ url, names, part, kind }) => [url, names[0], part, kind])).toEqual([
      [`${BASE}/api/purchase_orders/7/attachments/5`, 'nota fiscal.pdf', 'form', 'file'],
      [`${BASE}/api/attachments/6`, 'desenho técnico.dwg', 'lines', 'file'],
      [`${BASE}/api/attachments/8`, 'c.xlsx', 'comments', 'file'],
    ]);
    expect(attachments[0]).toMatchObject({ bytes: 11_565 });
    expect(parts.map(({ part, said, found, strange }) => [part, said, found, strange])).toEqual([
      ['form', 1, 1, 0],
      ['lines', 1, 1, 0],
      ['comments', 1, 1, 0],
    ]);
  });

  it('is the union of what it tells twice', () => {
    expect(read({ attachments: [FILE] }, [{ ...FILE, id: 9 }]).parts[0]).toMatchObject({ said: 2, found: 2 });
  });

  it('keeps links as links, and leaves texts where they stand', () => {
    const { attachments, parts } = read({
      attachments: [
        { id: 1, type: 'AttachmentUrl', url: 'https://files.example/contract', text: 'Contrato' },
        { id: 2, type: 'AttachmentText', text: 'Entregar na doca 3' },
      ],
    });
    expect(attachments).toMatchObject([
      { kind: 'link', url: 'https://files.example/contract', names: ['Contrato'] },
    ]);
    expect(parts[0]).toMatchObject({ said: 1, found: 1, strange: 0 });
  });

  it('counts what it cannot bring, so that nobody calls the purchase complete', () => {
    const { attachments, parts } = read({
      attachments: [{ type: 'AttachmentFile', file: 'x.pdf' }, null, 'y'],
    });
    expect(attachments).toEqual([]);
    expect(parts[0]).toMatchObject({ said: 3, found: 0, strange: 3 });
  });
});

it('names each requisition of a purchase once, its own and those of its lines', () => {
  const order = {
    'requisition-header': { id: 3 },
    'order-lines': [{ 'requisition-header': { id: '4' } }, { 'requisition-header': { id: 3 } }, {}],
  };
  expect(idsOfRequisitions(order)).toEqual([3, 4]);
  expect(idsOfRequisitions(null)).toEqual([]);
});
