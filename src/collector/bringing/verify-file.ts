import type { Attachment } from '../purchase.ts';
import { OddFileError, PortalClosedError, SessionExpiredError, TransientError } from '../retry.ts';
import { attachmentName } from './attachment-name.ts';
import type { Bringing } from './collector-context.ts';
import { contentFault, looksLikePage } from './file-kind.ts';
import { isErrorAnswer, pageInstead, saysExcuse } from './page-instead.ts';
import type { ArrivedFile, FileHead } from './transfer.ts';

/**
 * Looks at a file that is whole and not empty.
 * @throws OddFileError, and errors of what came instead of it
 */
export async function verifyFile(
  bringing: Bringing,
  attachment: Attachment,
  file: Pick<ArrivedFile, keyof FileHead | 'bytes'>,
): Promise<void> {
  const { url, first, contentType, bytes } = file;
  const nome = attachmentName({ ...file, names: attachment.names });
  const text = first.toString('utf8');
  if (looksLikePage(first)) {
    const problem = await pageProblem(bringing, attachment, { url, at: url, html: text }, nome);
    if (problem !== null) throw problem;
  }
  if (isErrorAnswer(text, bytes)) throw new TransientError('HTML_AS_FILE', 'COLETA_ARQUIVO_PAGINA', { url });
  const fault = contentFault(nome, first, contentType);
  if (fault === null) return;
  if (fault === 'HTML_AS_FILE') throw new OddFileError(fault, 'COLETA_ARQUIVO_PAGINA', { url });
  if (saysExcuse(text, bytes)) throw new TransientError('HTML_AS_FILE', 'COLETA_ARQUIVO_PAGINA', { url });
  throw new OddFileError(fault, 'COLETA_ARQUIVO_TIPO', { nome, url });
}

/** A page that came for a file. */
interface ArrivedPage {
  /** Address of the file. */
  readonly url: string;
  /** Address arrived at. */
  readonly at: string;
  readonly html: string;
}

/** What is wrong with a page that came for a file; null where it may be the file. */
export async function pageProblem(
  { collector, signal }: Bringing,
  { names }: Attachment,
  { url, at, html }: ArrivedPage,
  name = attachmentName({ url: at, names, disposition: null, contentType: null, first: Buffer.alloc(0) }),
): Promise<Error | null> {
  const { adapter, settings } = collector;
  const instead = pageInstead(adapter, url, at, html, name);
  if (instead === 'document') return null;
  if (instead === 'sign-in' && (await collector.hasEnded(signal)))
    return new SessionExpiredError(settings.base);
  if (instead === 'portal-closed') return new PortalClosedError(url, null);
  const group = instead === 'sign-in' ? 'SIGN_IN_PAGE' : 'HTML_AS_FILE';
  return new TransientError(group, 'COLETA_ARQUIVO_PAGINA', { url });
}
