import { pageAddress } from '../../app/router.ts';
import { Button } from '../../parts/button.tsx';
import { Menu } from '../../parts/menu.tsx';
import { notify } from '../../parts/notices.tsx';
import { WORDS } from './words.ts';

const FORMATS = ['xlsx', 'csv-br', 'csv-iso'] as const;

/** The card as a link and as files. */
export function CardTools({ product }: { product: string }) {
  return (
    <div class="produto-tools">
      <Button
        kind="plain"
        icon="link"
        aria-label={WORDS.say('copy_link')}
        onClick={() => void copyLink(product)}
      />
      <Menu label={WORDS.say('export')} icon="download" bare align="end">
        {() => (
          <div class="produto-exports">
            <Files title={WORDS.say('export_projection')} list="projecao" product={product} />
            <Files title={WORDS.say('export_days')} list="cardex" product={product} />
            <Files title={WORDS.say('export_movements')} list="movimentacoes" product={product} />
          </div>
        )}
      </Menu>
    </div>
  );
}

/** One list of the product in each format. */
function Files({ title, list, product }: { title: string; list: string; product: string }) {
  const names = {
    xlsx: WORDS.say('export_xlsx'),
    'csv-br': WORDS.say('export_csv_br'),
    'csv-iso': WORDS.say('export_csv_iso'),
  };
  const path = `/api/exportar/${list}/${encodeURIComponent(product)}`;
  return (
    <>
      <span class="choices-title">{title}</span>
      <span class="produto-files">
        {FORMATS.map((format) => (
          <a
            key={format}
            class="button button-plain"
            href={`${path}?formato=${format}`}
            download=""
            aria-label={`${title}, ${names[format]}`}
          >
            {names[format]}
          </a>
        ))}
      </span>
    </>
  );
}

async function copyLink(product: string): Promise<void> {
  try {
    const address = pageAddress('produto', { cod_produto: product });
    await navigator.clipboard.writeText(new URL(address, location.href).href);
    notify(WORDS.say('link_copied'));
  } catch {
    notify(WORDS.say('link_not_copied'), 'danger');
  }
}
