/** The lines of a purchase, as rows of the table that pages by itself. */
import { escapeHtml } from '../html.ts';
import type { LineRecord } from '../record.ts';
import { attachmentList } from './attachments.ts';
import type { PageContext } from './shape.ts';

const FIELDS = ['Supplier Part Number', 'Manufacturer Name', 'Catalog'];

/** The table. `links`: what stands below it for leafing. */
export function linesTable(context: PageContext, lines: readonly LineRecord[], links = ''): string {
  return `<section id="order_line_table_section"><div class="spiffyTable dataTable" id="order_line_table"><div class="toolbar"><a id="si_order_line" class="button small" role="button" aria-expanded="false" aria-label="Advanced Search" href="#"><span>Advanced</span></a> <input type="text" name="search" id="sf_order_line" class="search" placeholder="Search" aria-label="Search"> <a class="search_icon" href="javascript:void(0);" role="button" aria-label="Search" title="Search"></a></div>
<table id="order_line_table_tag" class="coupa_datatable"><tbody id="order_line_tbody">
${lines.map((line) => lineRow(context, line)).join('\n')}
</tbody></table><div class="foot"><div class="pagination"><span id="order_line_page_links"><span class="per_page_links"><span id="per_page_links_label">Per page</span> ${perPage(context)}</span>${links}</span></div></div></div></section>`;
}

/** One line; its attachments only where it has some. */
function lineRow(context: PageContext, line: LineRecord): string {
  const { id, number, description, attachments } = line;
  const fields = FIELDS.map((name) => field(name, '<span class="show none">None</span>')).join('');
  const files = attachments.length === 0 ? '' : field('Attachments', attachmentList(context, attachments));
  return `<tr class="coupa_datatable_row" id="order_line_row_${id}"><td><div data-id="${id}" class="line-wrapper"><div class="line_num" aria-label="Line Number ${number}">${number}</div>${field('Item', escapeHtml(description))}${field('Qty', `<span>${number * 10}</span>`)}${field('Total', `<span>${number * 125}.00</span> <span class="currency">BRL</span>`)}${fields}${files}</div></td></tr>`;
}

/** A label and its value. */
export function field(label: string, value: string): string {
  return `<div class="form_element wrapper_horizontal"><span class="group_label label_readonly">${label}</span>${value}</div>`;
}

function perPage({ purchase }: PageContext): string {
  const path = `/order_headers/search_order_line_table?data_table_name=order_line&amp;id=${purchase.number}`;
  return [15, 45, 90]
    .map(
      (count) =>
        `<a class="s-rowsPerPage" role="button" aria-label="${count} per page" data-remote="true" href="${path}&amp;per_page=${count}">${count}</a>`,
    )
    .join(' | ');
}
