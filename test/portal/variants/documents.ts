/** Documents that are not what their names or their answers say. They are what the portal has: every one is to be stored. */
import { type FileSpec, real } from '../file-spec.ts';
import type { Variant } from './variant.ts';

function stored(name: string, is: string, file: FileSpec): Variant {
  return { name, is, ending: 'all', files: [file] };
}

const ON = 'form';

export const DOCUMENTS: readonly Variant[] = [
  stored(
    'jpeg-called-pdf',
    'scan.pdf is a JPEG',
    real('scan.pdf', ON, 0, { kind: 'jpg', type: 'application/pdf' }),
  ),
  stored(
    'table-called-xls',
    'rel.xls is a table in HTML',
    real('rel.xls', ON, 0, { kind: 'html-table', type: 'application/vnd.ms-excel' }),
  ),
  stored(
    'docx-called-pdf',
    'c.pdf is a Word document',
    real('c.pdf', ON, 0, { kind: 'docx', type: 'application/pdf' }),
  ),
  stored(
    'xlsx-called-xls',
    'precos.xls is a workbook of the newer kind',
    real('precos.xls', ON, 0, { kind: 'xlsx', type: 'application/vnd.ms-excel' }),
  ),
  stored(
    'text-called-pdf',
    'nota.pdf is a text',
    real('nota.pdf', ON, 0, { kind: 'csv', type: 'application/pdf' }),
  ),
  stored(
    'zip-called-docx',
    'carta.docx is an archive of something else',
    real('carta.docx', ON, 0, { kind: 'zip', type: 'application/octet-stream' }),
  ),
  stored(
    'pdf-sent-as-page',
    'a PDF is sent as text/html, without a disposition',
    real('enviado.pdf', ON, 0, { type: 'text/html; charset=utf-8', disposition: 'none' }),
  ),
  stored(
    'pdf-sent-as-bytes',
    'a PDF is sent as application/octet-stream, without a disposition',
    real('bytes.pdf', ON, 0, { type: 'application/octet-stream', disposition: 'none' }),
  ),
  stored('pdf-inline', 'a PDF is sent to be shown', real('mostrar.pdf', ON, 0, { disposition: 'inline' })),
  stored(
    'empty-file',
    'vazio.pdf has no bytes',
    real('vazio.pdf', ON, 0, { kind: 'empty', type: 'application/pdf' }),
  ),
  stored(
    'page-attached',
    'an HTML document is attached as one',
    real('contrato.html', ON, 0, { kind: 'html-table', type: 'text/html' }),
  ),
  stored('film-mov', 'a film from a telephone', real('v.mov', ON)),
  stored('picture-heic', 'a picture from a telephone', real('foto.heic', ON)),
  stored('film-3gp', 'a film from an older telephone', real('v.3gp', ON)),
  stored('invoice-xml', 'an electronic invoice in XML', real('NFe 3526.xml', ON)),
  stored('mail-msg', 'a message of Outlook', real('RE Pedido.msg', ON)),
  stored(
    'name-without-ending',
    'a PDF whose name has no ending',
    real('Contrato assinado', ON, 0, { kind: 'pdf' }),
  ),
  {
    name: 'same-names',
    is: 'three files of one name on the form, in a comment and on a line',
    ending: 'all',
    files: [real('Nota.pdf', 'form'), real('NOTA.PDF', 'lines', 0), real('Nota.pdf', 'comments')],
  },
  {
    name: 'same-bytes',
    is: 'two addresses with the same bytes and one name',
    ending: 'all',
    files: [
      real('Original.docx', 'form', 0, { content: 'same' }),
      real('Original.docx', 'comments', 0, { content: 'same' }),
    ],
  },
];
