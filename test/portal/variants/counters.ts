/** What pages say of how many there are, rightly and wrongly. */
import { real } from '../file-spec.ts';
import { attachmentList } from '../order-page/attachments.ts';
import {
  attachmentsBelow,
  commentItem,
  commentsApp,
  commentsFrame,
  viewButton,
} from '../order-page/comments.ts';
import { actButton, filesByButton } from '../order-page/folded.ts';
import { linesTable } from '../order-page/lines.ts';
import type { Variant } from './variant.ts';

const TWO = [real('Proposta.pdf', 'comments'), real('Planilha.xlsx', 'comments')];

export const COUNTERS: readonly Variant[] = [
  {
    name: 'counter-too-high',
    is: 'the button says View Attachments (3), two links are there',
    ending: 'incomplete',
    files: TWO,
    shape: { comments: ({ record }) => commentsApp(record.comments, 3) },
  },
  {
    name: 'counter-too-low',
    is: 'the button says View Attachments (1), two links are there',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: TWO,
    shape: { comments: ({ record }) => commentsApp(record.comments, 1) },
  },
  {
    name: 'counter-missing',
    is: 'neither the sections nor the comments say how many there are',
    ending: 'all',
    files: TWO,
    shape: { saidComments: null, comments: ({ record }) => commentsApp(record.comments, null) },
  },
  {
    name: 'counter-zero',
    is: 'the form says None, a button says View Attachments (0)',
    ending: 'none-said',
    silentComments: 1,
    shape: {
      comments: ({ record }) =>
        commentsFrame(
          record.comments,
          record.comments.map((one) => commentItem(one, viewButton(0))).join(''),
        ),
    },
  },
  {
    name: 'comments-are-no-attachments',
    is: 'five comments, one of them with one file: the number in the heading counts comments',
    ending: 'all',
    files: [real('Um só.pdf', 'comments')],
    silentComments: 4,
  },
  {
    name: 'comments-fewer-than-said',
    is: 'heading and sections say four comments, one is there, and nothing leads to the rest',
    ending: 'incomplete',
    files: [real('Visível.pdf', 'comments')],
    shape: {
      saidComments: 4,
      comments: ({ record }) => commentsApp(record.comments, 'right').replace(/(s-numComments">)\d+/, '$14'),
    },
  },
  {
    name: 'form-count-right',
    is: 'the form says Attachments (2) above two files',
    ending: 'all',
    files: [real('Um.pdf', 'form'), real('Dois.pdf', 'form')],
    shape: {
      form: (context) => `<h3>Attachments (2)</h3>${attachmentList(context, context.record.attachments)}`,
    },
  },
  {
    name: 'form-count-too-high',
    is: 'the form says Attachments (3) above two files',
    ending: 'incomplete',
    files: [real('Um.pdf', 'form'), real('Dois.pdf', 'form')],
    shape: {
      form: (context) => `<h3>Attachments (3)</h3>${attachmentList(context, context.record.attachments)}`,
    },
  },
  {
    name: 'counter-before-links',
    is: 'comments are mounted with View Attachments (2); the links come 1500 ms later',
    ending: 'all',
    files: TWO,
    shape: {
      comments: ({ record }) =>
        commentsFrame(
          record.comments,
          record.comments
            .map((one) =>
              commentItem(one, `<div class="commentAttachments" data-then="links">${viewButton(2)}</div>`),
            )
            .join(''),
        ),
      acts: {
        links: ({ record }) => ({
          into: '.commentAttachments',
          html: attachmentsBelow(record.comments[0]!, 'right'),
          manner: 'instead',
          ms: 1_500,
        }),
      },
    },
  },
  {
    name: 'list-empty-then-filled',
    is: 'the list of the form is empty, says nothing, and is filled by a request of 2000 ms',
    ending: 'all',
    files: [real('Tarde.pdf', 'form'), real('Mais tarde.pdf', 'form')],
    needs: 'browser',
    shape: {
      form: () => '<div id="late_form" data-then="form"><ul class="attachments-list"></ul></div>',
      acts: {
        form: (context) => ({
          into: '#late_form',
          html: attachmentList(context, context.record.attachments),
          manner: 'replace',
          ms: 2_000,
        }),
      },
    },
  },
  {
    name: 'none-then-filled',
    is: 'the list of the form says None until a request of 1500 ms brings two files',
    ending: 'all',
    files: [real('Tarde.pdf', 'form'), real('Mais tarde.pdf', 'form')],
    needs: 'browser',
    shape: {
      form: (context) => `<div id="late_form" data-then="form">${attachmentList(context, [])}</div>`,
      acts: {
        form: (context) => ({
          into: '#late_form',
          html: attachmentList(context, context.record.attachments),
          manner: 'replace',
          ms: 1_500,
        }),
      },
    },
  },
  {
    name: 'table-late',
    is: 'the table of lines, which holds a file, comes by a request of 2000 ms',
    ending: 'all',
    files: [real('Da linha.pdf', 'lines', 1)],
    needs: 'browser',
    shape: {
      lines: () => '<div id="late_lines" data-then="lines"><img class="spinner" alt="" src="data:,"></div>',
      acts: {
        lines: (context) => ({
          into: '#late_lines',
          html: linesTable(context, context.record.lines),
          manner: 'replace',
          ms: 2_000,
        }),
      },
    },
  },
  {
    name: 'says-no-attachments',
    is: 'instead of None the form says "No attachments"',
    ending: 'none-said',
    shape: { form: () => '<div class="attachments"><p class="empty">No attachments</p></div>' },
  },
  {
    name: 'says-no-attachments-pt',
    is: 'instead of None the form says "Nenhum anexo"',
    ending: 'none-said',
    shape: { form: () => '<div class="attachments"><p class="empty">Nenhum anexo</p></div>' },
  },
  {
    name: 'says-nenhum',
    is: 'the list of the form says Nenhum, as None in Portuguese',
    ending: 'none-said',
    shape: { form: () => '<ul class="attachments-list" role="list"><li class="show none">Nenhum</li></ul>' },
  },
  {
    name: 'says-zero',
    is: 'the form says "Anexos (0)"',
    ending: 'none-said',
    shape: { form: () => '<h3>Anexos (0)</h3>' },
  },
  {
    name: 'list-empty',
    is: 'the list of the form is there and empty, and nobody says that there are none',
    ending: 'incomplete',
    shape: { form: () => '<div class="attachments"><ul class="attachments-list" role="list"></ul></div>' },
  },
  {
    name: 'no-field',
    is: 'the form says nothing of attachments at all; there are no comments',
    ending: 'incomplete',
    alsoRight: ['none-said', 'not-a-purchase'],
    shape: { form: () => '' },
  },
  {
    name: 'ver-anexos',
    is: 'no link stands in a comment; "Ver anexos (2)" brings them',
    ending: 'all',
    files: TWO,
    needs: 'browser',
    shape: filesByButton((act, count) => actButton(act, `Ver anexos (${count})`)),
  },
  {
    name: 'paperclip',
    is: 'a comment has a paperclip with a 2 beside it, named "2 attachments"; a click brings links',
    ending: 'all',
    files: TWO,
    needs: 'browser',
    shape: filesByButton((act, count) =>
      actButton(act, `<i class="icon bg-paperclip"></i>${count}`, `aria-label="${count} attachments"`),
    ),
  },
];
