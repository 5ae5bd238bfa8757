/** The pages as they mostly are. */
import { attachmentList } from './attachments.ts';
import { commentsApp } from './comments.ts';
import { linesTable } from './lines.ts';
import type { PageShape } from './shape.ts';

const NOTHING = (): string => '';

/** Comments are mounted by a script, at once; every number that the page says is right. */
export const REAL_SHAPE: PageShape = {
  mount: { manner: 'answer', ms: 0 },
  requisitionMount: { manner: 'answer', ms: 0 },
  saidComments: 'right',
  saidAttachments: 'right',
  root: ({ purchase }) => `data-action="show" data-controller="order_headers" data-id="${purchase.number}"`,
  title: ({ record }) => `Purchase Order #${record.number}`,
  heading: ({ record }) => `Purchase Order #${record.number}`,
  flash: NOTHING,
  form: (context) => attachmentList(context, context.record.attachments),
  lines: (context) => linesTable(context, context.record.lines),
  comments: ({ record }) => commentsApp(record.comments, 'right'),
  beside: NOTHING,
  before: NOTHING,
  after: NOTHING,
  requisitionForm: (context, index) =>
    attachmentList(context, context.record.requisitions[index]?.attachments ?? []),
  acts: {},
  unfoldMs: null,
  headers: {},
  sent: 'utf-8',
  pauseMs: 0,
  frames: {},
};
