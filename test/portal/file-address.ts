/** Addresses of files, in the forms that portals give them. */
import type { FileSpec } from './file-spec.ts';

/** Path and query of a file. */
export function addressOf(id: string, page: string, spec: FileSpec): string {
  const name = encodeURIComponent(spec.name.replaceAll('/', '_'));
  switch (spec.address) {
    case 'form-file':
      return `/attachment/attachment_file/type/${id}/${name}?supplier_view_key=${id}60aa6eed`;
    case 'comment-file':
      return `/attachment/attachment_file/file/${id}/${name}`;
    case 'bare':
      return `/attachments/${id}`;
    case 'blob':
      return `/rails/active_storage/blobs/redirect/${blobKey(id)}/${name}?disposition=attachment`;
    case 'uploads':
      return `/uploads/contract/${id}/${name}`;
    case 'disposition':
      return `/documents/${id}?disposition=attachment`;
    case 'query':
      return `/download.aspx?id=${id}&file=${name}`;
    default:
      return addressByMarkup(id, page, spec);
  }
}

/** Addresses come in three manners; only the first two say by themselves what they lead to. */
function addressByMarkup(id: string, page: string, { markup }: FileSpec): string {
  switch (markup) {
    case 'anchor-download-path':
    case 'onclick-fetch':
      return `/attachments/${id}/download?inline=false&locale=pt-BR`;
    case 'onclick-form':
      return `/attachments/${id}/download`;
    case 'anchor-aria':
    case 'anchor-title':
    case 'anchor-download':
      return `/files/${id}`;
    default:
      return `${page}/attachment_file/${id}`;
  }
}

/** What Rails calls a blob in addresses. */
function blobKey(id: string): string {
  return `${Buffer.from(`blob ${id}`).toString('base64url')}--${id}ab`;
}

/** File of such a name. */
export function idOfBlob(key: string): string {
  return Buffer.from(key.split('--')[0]!, 'base64url')
    .toString('latin1')
    .replace(/^blob /, '');
}
